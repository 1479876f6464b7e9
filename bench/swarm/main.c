/*
 * load: many cheap WebRTC clients in one process, to load a media server on its real path: ICE, DTLS, SRTP, reports and
 * transport-wide feedback. Signalling is the caller's, by lines:
 *   in   peer ID ADDRESS PORT UFRAG PASSWORD TRANSPORT_CC_EXTENSION(0: none)
 *        stream ID audio|video SSRC PAYLOAD_TYPE PACKETS_PER_S PAYLOAD_BYTES LEVEL_EXTENSION(0: none)
 *        flow 0|1                stops and starts the streams of all clients
 *        gone ID
 *        quit
 *   out  fingerprint SHA-256     once, of the certificate all clients share
 *        up ID MS PROFILE        ICE and DTLS are done
 *        sums JSON               every half second, counted since the start
 * Ends with its standard input, or after MAX_LIFE_S.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "peer.h"

enum { BATCH = 64, EVENTS = 256, MAX_LIFE_S = 900 };
#define TICK_S 0.002
#define CHECK_S 0.1
#define CONSENT_S 4.5

totals sums;
bool flowing = true;
static peer *peers[MAX_PEERS];
static int peer_count;
static int poller;

double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* A full socket buffer loses the packet, as a network would. */
void send_datagram(const peer *p, const uint8_t *bytes, int length) {
  if (send(p->fd, bytes, (size_t)length, 0) < 0 && errno != EAGAIN && errno != ECONNREFUSED) perror("send");
}

static void say_up(const peer *p) {
  printf("up %d %.0f %s\n", p->id, (now_s() - p->started_s) * 1000, dtls_srtp_profile(p));
  fflush(stdout);
}

static void add_peer(const char *line) {
  peer *p = calloc(1, sizeof *p);
  char address[64];
  int port, extension;
  if (!p || sscanf(line, "peer %d %63s %d %255s %255s %d", &p->id, address, &port, p->remote_ufrag, p->remote_password, &extension) != 6 || p->id < 0 || p->id >= MAX_PEERS) {
    fprintf(stderr, "not understood: %s\n", line);
    free(p);
    return;
  }
  p->transport_cc_extension = (uint8_t)extension;
  snprintf(p->local_ufrag, sizeof p->local_ufrag, "load%d", p->id);
  snprintf(p->local_password, sizeof p->local_password, "loadloadloadloadload%d", p->id);
  p->remote.sin_family = AF_INET;
  p->remote.sin_port = htons((uint16_t)port);
  inet_pton(AF_INET, address, &p->remote.sin_addr);
  p->fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  int buffer = 1 << 20;
  setsockopt(p->fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  if (p->fd < 0 || connect(p->fd, (struct sockaddr *)&p->remote, sizeof p->remote) != 0) {
    perror("socket");
    free(p);
    return;
  }
  p->started_s = p->next_check_s = now_s();
  p->used = true;
  peers[p->id] = p;
  if (p->id >= peer_count) peer_count = p->id + 1;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = p};
  epoll_ctl(poller, EPOLL_CTL_ADD, p->fd, &event);
}

static void add_stream(const char *line) {
  int id, payload_type, bytes, level;
  unsigned ssrc;
  double rate;
  char kind[8];
  if (sscanf(line, "stream %d %7s %u %d %lf %d %d", &id, kind, &ssrc, &payload_type, &rate, &bytes, &level) != 7 || id < 0 || id >= MAX_PEERS || !peers[id] ||
      peers[id]->sent_count == MAX_SENT || rate <= 0 || bytes < 1 || bytes > 1200) {
    fprintf(stderr, "not understood: %s\n", line);
    return;
  }
  peer *p = peers[id];
  bool video = kind[0] == 'v';
  int packets_per_frame = video && rate >= 25 ? (int)(rate / 25 + 0.5) : 1;
  p->sent[p->sent_count++] = (sent_stream){
      .video = video,
      .ssrc = ssrc,
      .payload_type = (uint8_t)payload_type,
      .payload_bytes = bytes,
      .packets_per_frame = packets_per_frame,
      .packet_interval_s = 1 / rate,
      .ticks_per_frame = (uint32_t)((video ? 90000 : 48000) * packets_per_frame / rate),
      .level_extension = (uint8_t)level,
      .sequence = (uint16_t)rand(),
      .timestamp = (uint32_t)rand(),
      .key_frame_wanted = true,
      .next_packet_s = now_s(),
      .next_report_s = now_s() + 0.3,
  };
}

static void remove_peer(const char *line) {
  int id;
  if (sscanf(line, "gone %d", &id) != 1 || id < 0 || id >= MAX_PEERS || !peers[id] || !peers[id]->used) return;
  epoll_ctl(poller, EPOLL_CTL_DEL, peers[id]->fd, NULL);
  close(peers[id]->fd);
  peers[id]->used = false;
}

/* Returns false at the end of input. */
static bool read_commands(void) {
  static char buffer[65536];
  static size_t filled;
  ssize_t n = read(STDIN_FILENO, buffer + filled, sizeof buffer - filled - 1);
  if (n == 0) return false;
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  filled += (size_t)n;
  buffer[filled] = 0;
  char *line = buffer, *end;
  while ((end = strchr(line, '\n'))) {
    *end = 0;
    if (!strncmp(line, "peer ", 5)) add_peer(line);
    else if (!strncmp(line, "stream ", 7)) add_stream(line);
    else if (!strncmp(line, "gone ", 5)) remove_peer(line);
    else if (!strncmp(line, "flow ", 5)) flowing = line[5] == '1';
    else if (!strcmp(line, "quit")) return false;
    else fprintf(stderr, "not understood: %s\n", line);
    line = end + 1;
  }
  filled -= (size_t)(line - buffer);
  memmove(buffer, line, filled);
  return true;
}

/* STUN, DTLS, RTP and RTCP share the port; the first bytes tell them apart (RFC 7983, RFC 5761). */
static void take(peer *p, uint8_t *b, int length, int64_t at_us) {
  if (length < 4) return;
  if (b[0] < 2) {
    if (get16(b) == 0x0001) stun_answer(p, b, length);
    else if (get16(b) == 0x0101 && !p->ice_done) {
      p->ice_done = true;
      dtls_begin(p);
    }
  } else if (b[0] >= 20 && b[0] < 64) {
    if (dtls_receive(p, b, length)) {
      rtp_begin(p);
      say_up(p);
    }
  } else if (b[0] >= 128 && b[0] < 192 && p->up) {
    if (b[1] >= 192 && b[1] < 224) rtcp_receive(p, b, length);
    else rtp_receive(p, b, length, at_us);
  }
}

static void receive(peer *p) {
  static uint8_t buffers[BATCH][MAX_DATAGRAM];
  struct mmsghdr messages[BATCH];
  struct iovec parts[BATCH];
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){buffers[i], MAX_DATAGRAM};
    messages[i] = (struct mmsghdr){.msg_hdr = {.msg_iov = &parts[i], .msg_iovlen = 1}};
  }
  int n = recvmmsg(p->fd, messages, BATCH, MSG_DONTWAIT, NULL);
  int64_t at_us = (int64_t)(now_s() * 1e6);
  for (int i = 0; i < n; i++) take(p, buffers[i], (int)messages[i].msg_len, at_us);
}

static void tick(double at_s) {
  for (int i = 0; i < peer_count; i++) {
    peer *p = peers[i];
    if (!p || !p->used) continue;
    if (at_s >= p->next_check_s) {
      stun_send_check(p);
      p->next_check_s = at_s + (p->ice_done ? CONSENT_S + 0.001 * (i % 1000) : CHECK_S);
    }
    if (p->up) {
      rtp_tick(p, at_s);
      rtcp_tick(p, at_s);
    } else if (p->ssl) {
      dtls_timeout(p);
    }
  }
}

static void say_sums(void) {
  int up = 0;
  for (int i = 0; i < peer_count; i++) up += peers[i] && peers[i]->used && peers[i]->up;
  printf("sums {\"up\":%d,\"receivedPackets\":%llu,\"receivedBytes\":%llu,\"lostPackets\":%lld,\"sentPackets\":%llu,\"decrypted\":%llu,\"undecryptable\":%llu,\"keyFramesAsked\":%llu}\n", up,
         (unsigned long long)sums.received_packets, (unsigned long long)sums.received_bytes, (long long)sums.lost_packets, (unsigned long long)sums.sent_packets,
         (unsigned long long)sums.decrypted, (unsigned long long)sums.undecryptable, (unsigned long long)sums.key_frames_asked);
  fflush(stdout);
}

int main(void) {
  stun_init();
  dtls_init();
  if (srtp_init() != srtp_err_status_ok) return 1;
  poller = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
  epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &input);
  fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  printf("fingerprint %s\n", dtls_fingerprint());
  fflush(stdout);
  double end_s = now_s() + MAX_LIFE_S, next_tick_s = 0, next_sums_s = now_s() + 0.5;
  for (;;) {
    struct epoll_event events[EVENTS];
    int n = epoll_wait(poller, events, EVENTS, 2);
    for (int i = 0; i < n; i++) {
      peer *p = events[i].data.ptr;
      if (!p) {
        if (!read_commands()) return 0;
      } else if (p->used) {
        receive(p);
      }
    }
    double at_s = now_s();
    if (at_s >= end_s) return 0;
    if (at_s >= next_tick_s) {
      next_tick_s = at_s + TICK_S;
      tick(at_s);
    }
    if (at_s >= next_sums_s) {
      next_sums_s = at_s + 0.5;
      say_sums();
    }
  }
}
