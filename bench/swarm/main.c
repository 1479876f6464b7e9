/*
 * swarm: many cheap WebRTC clients in one process, to load a media server on its real path: ICE, DTLS, SRTP, reports,
 * retransmissions, key frames and transport-wide feedback. Signalling is the caller's; the lines are described in README.md.
 * Ends with its standard input, or after MAX_LIFE_S.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include "peer.h"

enum { BATCH = 64, EVENTS = 512, MAX_LIFE_S = 3600 };
#define TICK_S 0.002
/* Who only receives looks that often: the kernel notes when each packet came, and a sleeper does not cost the server a wake-up. */
#define IDLE_TICK_S 0.008
#define CHECK_S 0.1
#define CONSENT_S 4.5
/* A server that answers no check for so long is gone (RFC 7675). */
#define SILENT_S 30

bool flowing = true;
peer *peers[MAX_PEERS];
int peer_count;

double now_s(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

int64_t wall_us(void) {
  struct timespec t;
  clock_gettime(CLOCK_REALTIME, &t);
  return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
}

/* A full socket buffer loses the packet, as a network would; a server that is away is noticed by what does not come back. */
void send_datagram(const peer *p, const uint8_t *bytes, int length) {
  if (send(p->fd, bytes, (size_t)length, 0) < 0 && errno != EAGAIN && errno != ECONNREFUSED && errno != ENOBUFS) perror("send");
}

void peer_down(peer *p, const char *why) {
  if (p->down) return;
  p->up = false;
  p->down = true;
  printf("{\"type\":\"down\",\"id\":%d,\"why\":\"%s\"}\n", p->id, why);
  fflush(stdout);
}

static void say_up(const peer *p) {
  printf("{\"type\":\"up\",\"id\":%d,\"ms\":%.1f,\"profile\":\"%s\"}\n", p->id, (now_s() - p->started_s) * 1000, dtls_srtp_profile(p));
  fflush(stdout);
}

/* STUN, DTLS, RTP and RTCP share the port; the first bytes tell them apart (RFC 7983, RFC 5761). */
static void take(peer *p, uint8_t *b, int length, int64_t at_us) {
  if (length < 4 || p->down) return;
  if (b[0] < 2) {
    if (get16(b) == 0x0001) stun_answer(p, b, length);
    else if (get16(b) == 0x0101) {
      p->answered_s = now_s();
      if (p->ice_done) return;
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

/* When the packet reached this host, by the kernel. */
static int64_t arrival_us(struct msghdr *message) {
  for (struct cmsghdr *c = CMSG_FIRSTHDR(message); c; c = CMSG_NXTHDR(message, c)) {
    if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS) continue;
    struct timespec t;
    memcpy(&t, CMSG_DATA(c), sizeof t);
    return t.tv_sec * 1000000LL + t.tv_nsec / 1000;
  }
  return wall_us();
}

static void receive(peer *p) {
  static uint8_t buffers[BATCH][MAX_DATAGRAM];
  static char notes[BATCH][CMSG_SPACE(sizeof(struct timespec))];
  static struct mmsghdr messages[BATCH];
  static struct iovec parts[BATCH];
  for (int i = 0; i < BATCH; i++) {
    parts[i] = (struct iovec){buffers[i], MAX_DATAGRAM};
    messages[i].msg_hdr = (struct msghdr){.msg_iov = &parts[i], .msg_iovlen = 1, .msg_control = notes[i], .msg_controllen = sizeof notes[i]};
  }
  int n = recvmmsg(p->fd, messages, BATCH, MSG_DONTWAIT, NULL);
  /* Before the keys are there the server may only not have begun. */
  if (n < 0 && errno == ECONNREFUSED && p->up) peer_down(p, "refused");
  for (int i = 0; i < n; i++) take(p, buffers[i], (int)messages[i].msg_len, arrival_us(&messages[i].msg_hdr));
}

/* Returns when to tick again: soon while something is sent or being connected. */
static double tick(double at_s) {
  bool busy = false;
  int64_t at_us = wall_us();
  for (int i = 0; i < peer_count; i++) {
    peer *p = peers[i];
    if (!p || p->down) continue;
    busy |= !p->up || (p->sent_count > 0 && flowing);
    if (at_s >= p->next_check_s) {
      stun_send_check(p);
      p->next_check_s = at_s + (p->ice_done ? CONSENT_S + 0.001 * (i % 1000) : CHECK_S);
    }
    if (p->up) {
      rtp_tick(p, at_s);
      rtcp_ask_missing(p, at_us);
      rtcp_tick(p, at_s);
      if (at_s - p->answered_s > SILENT_S) peer_down(p, "silent");
    } else if (p->ssl) {
      dtls_timeout(p);
    }
  }
  return at_s + (busy ? TICK_S : IDLE_TICK_S);
}

/* Returns false at the end of the plan. */
static bool take_events(int poller, int wait_ms) {
  struct epoll_event events[EVENTS];
  int n;
  do {
    n = epoll_wait(poller, events, EVENTS, wait_ms);
    for (int i = 0; i < n; i++) {
      peer *p = events[i].data.ptr;
      if (!p) {
        if (!plan_read(poller)) return false;
      } else if (p->used) {
        receive(p);
      }
    }
    plan_bury();
    wait_ms = 0;
  } while (n == EVENTS);
  return true;
}

static void sleep_until(double at_s) {
  double left = at_s - now_s();
  if (left <= 0) return;
  struct timespec t = {.tv_nsec = (long)(left * 1e9)};
  nanosleep(&t, NULL);
}

int main(void) {
  stun_init();
  dtls_init();
  if (srtp_init() != srtp_err_status_ok) return 1;
  int poller = epoll_create1(EPOLL_CLOEXEC);
  struct epoll_event input = {.events = EPOLLIN, .data.ptr = NULL};
  if (poller < 0 || epoll_ctl(poller, EPOLL_CTL_ADD, STDIN_FILENO, &input) != 0) {
    fprintf(stderr, "swarm: the plan has to come through a pipe\n");
    return 1;
  }
  fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK);
  printf("{\"type\":\"fingerprint\",\"sha256\":\"%s\"}\n", dtls_fingerprint());
  fflush(stdout);
  measure_mark();
  double end_s = now_s() + MAX_LIFE_S, next_tick_s = 0, next_sums_s = now_s() + 1;
  for (;;) {
    bool idle = next_tick_s - now_s() > TICK_S;
    if (idle) sleep_until(next_tick_s);
    if (!take_events(poller, idle ? 0 : 1)) return 0;
    double at_s = now_s();
    if (at_s >= end_s) return 0;
    if (at_s >= next_tick_s) next_tick_s = tick(at_s);
    if (at_s >= next_sums_s) {
      next_sums_s = at_s + 1;
      say_sums(false);
    }
  }
}
