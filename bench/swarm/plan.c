/* The plan: lines on standard input that make clients and streams. What is not understood is answered, and changes nothing. */
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include "peer.h"

static peer *dead;
static int poller;

static peer *peer_of(int id) { return id >= 0 && id < MAX_PEERS ? peers[id] : NULL; }

static bool add_peer(const char *line) {
  int id, port, extension;
  char address[64], ufrag[256], password[256];
  if (sscanf(line, "peer %d %63s %d %255s %255s %d", &id, address, &port, ufrag, password, &extension) != 6) return false;
  if (id < 0 || id >= MAX_PEERS || peers[id]) return false;
  struct sockaddr_in remote = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  if (inet_pton(AF_INET, address, &remote.sin_addr) != 1) return false;
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  peer *p = calloc(1, sizeof *p);
  if (fd < 0 || !p || connect(fd, (struct sockaddr *)&remote, sizeof remote) != 0) {
    perror("socket");
    if (fd >= 0) close(fd);
    free(p);
    return false;
  }
  int buffer = 1 << 20, on = 1;
  setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &buffer, sizeof buffer);
  setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on);
  p->id = id;
  p->fd = fd;
  p->remote = remote;
  p->transport_cc_extension = (uint8_t)extension;
  snprintf(p->remote_ufrag, sizeof p->remote_ufrag, "%s", ufrag);
  snprintf(p->remote_password, sizeof p->remote_password, "%s", password);
  snprintf(p->local_ufrag, sizeof p->local_ufrag, "swarm%d", id);
  snprintf(p->local_password, sizeof p->local_password, "swarmswarmswarmswarm%d", id);
  p->started_s = p->next_check_s = p->answered_s = now_s();
  p->used = true;
  peers[id] = p;
  if (id >= peer_count) peer_count = id + 1;
  struct epoll_event event = {.events = EPOLLIN, .data.ptr = p};
  epoll_ctl(poller, EPOLL_CTL_ADD, fd, &event);
  return true;
}

static bool add_sent(int id, sent_stream stream) {
  peer *p = peer_of(id);
  if (!p || p->sent_count == MAX_SENT) return false;
  double at_s = now_s();
  stream.sequence = (uint16_t)(rand() & 0x7fff);
  stream.rtx_sequence = (uint16_t)(rand() & 0x7fff);
  stream.timestamp = (uint32_t)rand();
  stream.dice = stream.ssrc;
  stream.key_frame_wanted = stream.video;
  stream.next_frame_s = stream.next_packet_s = at_s;
  stream.next_report_s = at_s + 0.3;
  stream.last_key_s = at_s - 1;
  p->sent[p->sent_count++] = stream;
  return true;
}

/* Equal packets at a steady pace, for comparisons where nothing may vary. */
static bool add_stream(const char *line) {
  int id, payload_type, bytes, level;
  unsigned ssrc;
  double rate;
  char kind[8];
  if (sscanf(line, "stream %d %7s %u %d %lf %d %d", &id, kind, &ssrc, &payload_type, &rate, &bytes, &level) != 7) return false;
  if (rate <= 0 || bytes < 24 || bytes > 1200) return false;
  bool video = kind[0] == 'v';
  int packets_a_frame = video && rate >= 25 ? (int)(rate / 25 + 0.5) : 1;
  return add_sent(id, (sent_stream){
                          .video = video,
                          .ssrc = ssrc,
                          .payload_type = (uint8_t)payload_type,
                          .level_extension = (uint8_t)level,
                          .below_db = 30,
                          .width = 640,
                          .height = 360,
                          .frame_interval_s = packets_a_frame / rate,
                          .packet_gap_s = 1 / rate,
                          .frame_bytes = bytes * packets_a_frame,
                          .packet_bytes = bytes,
                          .ticks_per_frame = (uint32_t)((video ? 90000 : 48000) * packets_a_frame / rate),
                      });
}

/* One layer of VP8 as an encoder would make it: frames that vary, key frames when asked. */
static bool add_layer(const char *line) {
  int id, payload_type, rtx_payload_type, width, height, kbps;
  unsigned ssrc, rtx_ssrc;
  double fps;
  if (sscanf(line, "layer %d %u %d %u %d %d %d %lf %d", &id, &ssrc, &payload_type, &rtx_ssrc, &rtx_payload_type, &width, &height, &fps, &kbps) != 9) return false;
  if (fps <= 0 || kbps < 1) return false;
  int frame_bytes = (int)(kbps * 125 / fps), packet_bytes = 1140;
  double packets_a_frame = (double)frame_bytes / packet_bytes;
  return add_sent(id, (sent_stream){
                          .video = true,
                          .varied = true,
                          .ssrc = ssrc,
                          .rtx_ssrc = rtx_ssrc,
                          .payload_type = (uint8_t)payload_type,
                          .rtx_payload_type = (uint8_t)rtx_payload_type,
                          .width = (uint16_t)width,
                          .height = (uint16_t)height,
                          .frame_interval_s = 1 / fps,
                          /* Browsers pace at two and a half times the rate. */
                          .packet_gap_s = 1 / fps / 2.5 / (packets_a_frame < 1 ? 1 : packets_a_frame),
                          .frame_bytes = frame_bytes,
                          .packet_bytes = packet_bytes,
                          .ticks_per_frame = (uint32_t)(90000 / fps),
                      });
}

static bool expect_stream(const char *line) {
  int id, nack;
  unsigned ssrc, rtx_ssrc;
  if (sscanf(line, "receive %d %u %u %d", &id, &ssrc, &rtx_ssrc, &nack) != 4 || !peer_of(id)) return false;
  received_stream *s = rtp_stream(peers[id], ssrc);
  if (!s) return false;
  peers[id]->rtx_ssrcs[s - peers[id]->received] = rtx_ssrc;
  s->nack = nack == 1;
  return true;
}

/* How loud the audio level extension says that it is. */
static bool set_level(const char *line) {
  int id, below_db;
  unsigned ssrc;
  if (sscanf(line, "level %d %u %d", &id, &ssrc, &below_db) != 3 || !peer_of(id) || below_db < 0 || below_db > 127) return false;
  for (int i = 0; i < peers[id]->sent_count; i++) {
    if (peers[id]->sent[i].ssrc != ssrc) continue;
    peers[id]->sent[i].below_db = (uint8_t)below_db;
    return true;
  }
  return false;
}

/* A stream that comes back begins with a key frame, as an encoder's does. */
static bool set_active(const char *line) {
  int id, active;
  unsigned ssrc;
  if (sscanf(line, "active %d %u %d", &id, &ssrc, &active) != 3 || !peer_of(id)) return false;
  for (int i = 0; i < peers[id]->sent_count; i++) {
    sent_stream *s = &peers[id]->sent[i];
    if (s->ssrc != ssrc) continue;
    if (s->suspended && active) s->key_frame_wanted = s->video;
    s->suspended = !active;
    return true;
  }
  return false;
}

static bool ask_key_frame(const char *line) {
  int id;
  unsigned ssrc;
  if (sscanf(line, "key-frame %d %u", &id, &ssrc) != 2 || !peer_of(id) || !peers[id]->up) return false;
  rtcp_ask_key_frame(peers[id], ssrc);
  return true;
}

static bool remove_peer(const char *line) {
  int id;
  if (sscanf(line, "gone %d", &id) != 1 || !peer_of(id)) return false;
  peer *p = peers[id];
  epoll_ctl(poller, EPOLL_CTL_DEL, p->fd, NULL);
  close(p->fd);
  for (int i = 0; i < p->received_count; i++) sums.lost_of_gone += stream_lost(&p->received[i]);
  p->used = false;
  peers[id] = NULL;
  p->next_dead = dead;
  dead = p;
  return true;
}

/* Frees those who left; not at once, since events for them may still be in the loop's hands. */
void plan_bury(void) {
  while (dead) {
    peer *p = dead;
    dead = p->next_dead;
    dtls_end(p);
    for (int i = 0; i < p->sent_count; i++) free(p->sent[i].history);
    free(p->received);
    free(p);
  }
}

static bool run(const char *line) {
  if (!strncmp(line, "peer ", 5)) return add_peer(line);
  if (!strncmp(line, "stream ", 7)) return add_stream(line);
  if (!strncmp(line, "layer ", 6)) return add_layer(line);
  if (!strncmp(line, "receive ", 8)) return expect_stream(line);
  if (!strncmp(line, "active ", 7)) return set_active(line);
  if (!strncmp(line, "level ", 6)) return set_level(line);
  if (!strncmp(line, "key-frame ", 10)) return ask_key_frame(line);
  if (!strncmp(line, "gone ", 5)) return remove_peer(line);
  if (!strncmp(line, "flow ", 5)) {
    flowing = line[5] == '1';
    measure_mark();
  } else if (!strcmp(line, "mark")) measure_mark();
  else if (!strcmp(line, "sums")) say_sums(true);
  else if (!strcmp(line, "streams")) say_streams();
  else return line[0] == 0 || line[0] == '#';
  return true;
}

static void say_refused(const char *line) {
  printf("{\"type\":\"refused\",\"line\":\"");
  for (; *line; line++)
    if (*line >= ' ' && *line != '"' && *line != '\\' && (unsigned char)*line < 127) putchar(*line);
  printf("\"}\n");
  fflush(stdout);
}

bool plan_read(int epoll) {
  static char buffer[65536];
  static size_t filled;
  poller = epoll;
  ssize_t n = read(STDIN_FILENO, buffer + filled, sizeof buffer - filled - 1);
  if (n == 0) return false;
  if (n < 0) return errno == EAGAIN || errno == EINTR;
  filled += (size_t)n;
  buffer[filled] = 0;
  char *line = buffer, *end;
  while ((end = strchr(line, '\n'))) {
    *end = 0;
    if (!strcmp(line, "quit")) return false;
    if (!run(line)) say_refused(line);
    line = end + 1;
  }
  filled -= (size_t)(line - buffer);
  memmove(buffer, line, filled);
  if (filled == sizeof buffer - 1) filled = 0; /* No line is that long. */
  return true;
}
