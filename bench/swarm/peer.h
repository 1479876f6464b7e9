/* One WebRTC client of the swarm, and what its parts give each other. See README.md beside. */
#ifndef SAAL_SWARM_PEER_H
#define SAAL_SWARM_PEER_H

#include <netinet/in.h>
#include <openssl/ssl.h>
#include <srtp2/srtp.h>
#include <stdbool.h>
#include <stdint.h>

#define MAX_PEERS 4096
#define MAX_SENT 8
#define MAX_RECEIVED 64
#define MAX_FEEDBACK 512
/* Largest datagram made or taken: below any path's MTU. */
#define MAX_DATAGRAM 2048

/* A stream this client sends: synthetic frames at a steady pace. */
typedef struct {
  bool video;
  uint32_t ssrc;
  uint8_t payload_type;
  int payload_bytes;
  int packets_per_frame;
  double packet_interval_s;
  uint32_t ticks_per_frame;
  uint8_t level_extension; /* 0: none */
  uint16_t sequence;
  uint32_t timestamp;
  uint32_t packets;
  uint32_t payload_sum;
  double next_packet_s;
  double next_report_s;
  bool key_frame_wanted;
} sent_stream;

/* Loss count of a stream this client receives. */
typedef struct {
  uint32_t ssrc;
  uint32_t first;
  uint32_t highest; /* extended by the cycles of the 16-bit number */
  uint32_t received;
  uint32_t expected_before;
  uint32_t received_before;
} received_stream;

typedef struct {
  bool used;
  int id;
  int fd;
  struct sockaddr_in remote;
  char remote_ufrag[256];
  char remote_password[256];
  char local_ufrag[16];
  char local_password[32];

  bool ice_done;
  double next_check_s;
  double started_s;

  bool up;
  SSL *ssl;
  BIO *from_network;
  BIO *to_network;
  srtp_t incoming;
  srtp_t outgoing;

  uint32_t own_ssrc; /* of reports */
  int sent_count;
  sent_stream sent[MAX_SENT];
  int received_count;
  received_stream received[MAX_RECEIVED];

  uint8_t transport_cc_extension; /* 0: none, no feedback is sent */
  int arrivals;
  struct {
    uint16_t sequence;
    int64_t at_us;
  } arrival[MAX_FEEDBACK];
  uint8_t feedback_count;
  double next_feedback_s;
  double next_report_s;
} peer;

/* Sums over all clients since the start. */
typedef struct {
  uint64_t received_packets;
  uint64_t received_bytes;
  int64_t lost_packets;
  uint64_t sent_packets;
  uint64_t decrypted;
  uint64_t undecryptable;
  uint64_t key_frames_asked;
} totals;
extern totals sums;
/* Whether the streams flow; connections are kept up either way. */
extern bool flowing;

double now_s(void);
void send_datagram(const peer *p, const uint8_t *bytes, int length);

static inline void put16(uint8_t *b, uint32_t v) { b[0] = (uint8_t)(v >> 8); b[1] = (uint8_t)v; }
static inline void put32(uint8_t *b, uint32_t v) { put16(b, v >> 16); put16(b + 2, v); }
static inline uint16_t get16(const uint8_t *b) { return (uint16_t)(b[0] << 8 | b[1]); }
static inline uint32_t get32(const uint8_t *b) { return (uint32_t)get16(b) << 16 | get16(b + 2); }

/* stun.c: the controlling side of ICE against an ICE-lite server. */
void stun_init(void);
void stun_send_check(const peer *p);
void stun_answer(const peer *p, const uint8_t *request, int length);

/* dtls.c */
void dtls_init(void);
const char *dtls_fingerprint(void);
bool dtls_begin(peer *p);
/* Continues the handshake with what came in. Returns true at the moment the keys are there. */
bool dtls_drive(peer *p);
bool dtls_receive(peer *p, const uint8_t *bytes, int length);
void dtls_timeout(peer *p);
const char *dtls_srtp_profile(const peer *p);

/* rtp.c */
void rtp_begin(peer *p);
void rtp_receive(peer *p, uint8_t *bytes, int length, int64_t at_us);
void rtp_tick(peer *p, double at_s);
/* rtcp.c */
void rtcp_receive(peer *p, uint8_t *bytes, int length);
void rtcp_send(peer *p, uint8_t *bytes, int length);
void rtcp_tick(peer *p, double at_s);
void rtcp_sender_report(peer *p, sent_stream *s);

#endif
