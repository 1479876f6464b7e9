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
#define MAX_RECEIVED 128
#define MAX_FEEDBACK 512
#define MAX_MISSING 64
/* Packets back to which order, repetition and repair are known, of a stream received and of one sent. A power of two. */
#define WINDOW 1024
#define HISTORY 512
/* Largest datagram made or taken: below any path's MTU. */
#define MAX_DATAGRAM 2048

/* What is needed to make a packet once more: its content is a function of this. */
typedef struct {
  uint16_t sequence;
  uint16_t payload;
  uint16_t picture;
  bool marker, begins_frame, key;
  uint32_t timestamp;
  int64_t sent_us;
} sent_packet;

/* A stream this client sends. */
typedef struct {
  bool video;
  uint32_t ssrc, rtx_ssrc; /* rtx_ssrc 0: repeated as it was, on its own SSRC */
  uint8_t payload_type, rtx_payload_type;
  uint8_t level_extension; /* 0: none */
  uint8_t below_db; /* RFC 6464: 0 is the loudest there can be, 127 silence */
  uint16_t width, height;
  double frame_interval_s, packet_gap_s;
  int frame_bytes; /* on average */
  int packet_bytes; /* largest payload */
  bool varied; /* frames differ in size as an encoder's do; otherwise each is frame_bytes */
  uint32_t ticks_per_frame;

  uint16_t sequence, rtx_sequence;
  uint32_t timestamp;
  uint32_t packets, payload_sum;
  uint32_t frames;
  uint32_t dice;
  int frame_left; /* bytes of the present frame not yet sent */
  bool frame_begins, frame_is_key;
  int debt; /* bytes by which the frames so far exceeded the rate */
  double next_frame_s, next_packet_s, next_report_s, last_key_s;
  bool key_frame_wanted;
  bool suspended; /* nobody takes it */
  sent_packet *history; /* HISTORY of them, by sequence number */
} sent_stream;

typedef struct {
  uint32_t sequence;
  int tries;
  int64_t next_us;
} missing_packet;

/* What is known of a stream this client receives. Sequence numbers are extended by their cycles. */
typedef struct {
  bool begun, nack;
  uint32_t first, highest;
  uint32_t unique, repaired, reordered, repeated;
  uint32_t expected_before, unique_before;
  int64_t lost_before; /* of the time before the sender began anew */
  int64_t last_us, longest_gap_us;
  int missing_count;
  missing_packet missing[MAX_MISSING];
  uint64_t seen[WINDOW / 64];
} received_stream;

typedef struct peer {
  bool used;
  int id;
  int fd;
  struct sockaddr_in remote;
  char remote_ufrag[256];
  char remote_password[256];
  char local_ufrag[16];
  char local_password[32];

  bool ice_done;
  double next_check_s, started_s, answered_s;

  bool up, down;
  SSL *ssl;
  BIO *from_network;
  BIO *to_network;
  srtp_t incoming, outgoing;

  uint32_t own_ssrc; /* of reports */
  int sent_count;
  sent_stream sent[MAX_SENT];
  bool something_missing;
  int received_count;
  /* Apart from what is known of each stream, so that the search for each packet stays in one or two cache lines. */
  uint32_t ssrcs[MAX_RECEIVED], rtx_ssrcs[MAX_RECEIVED];
  received_stream *received; /* MAX_RECEIVED of them */

  uint8_t transport_cc_extension; /* 0: none, no feedback is sent */
  int arrivals;
  struct {
    uint16_t sequence;
    int64_t at_us;
  } arrival[MAX_FEEDBACK];
  uint8_t feedback_count;
  double next_feedback_s;
  double next_report_s;
  struct peer *next_dead;
} peer;

/* Sums over all clients since the start. */
typedef struct {
  uint64_t received_packets, received_bytes;
  int64_t lost_of_gone;
  uint64_t repaired, reordered, repeated;
  uint64_t retransmissions, nacks_sent, nacks_taken, resent;
  uint64_t sent_packets, sent_bytes;
  uint64_t decrypted, undecryptable;
  uint64_t key_frames_asked, key_frames_sent, key_frames_wanted;
} totals;
extern totals sums;
/* Whether the streams flow; connections are kept up either way. */
extern bool flowing;
extern peer *peers[MAX_PEERS];
extern int peer_count;

/* main.c */
double now_s(void);
int64_t wall_us(void);
void send_datagram(const peer *p, const uint8_t *bytes, int length);
void peer_down(peer *p, const char *why);

static inline void put16(uint8_t *b, uint32_t v) { b[0] = (uint8_t)(v >> 8); b[1] = (uint8_t)v; }
static inline void put32(uint8_t *b, uint32_t v) { put16(b, v >> 16); put16(b + 2, v); }
static inline uint16_t get16(const uint8_t *b) { return (uint16_t)(b[0] << 8 | b[1]); }
static inline uint32_t get32(const uint8_t *b) { return (uint32_t)get16(b) << 16 | get16(b + 2); }

/* plan.c: the lines that come in. Returns false at the end of input. */
bool plan_read(int poller);
void plan_bury(void);

/* measure.c: the lines that go out. */
void measure_delay(int64_t us);
void measure_mark(void);
void say_sums(bool asked);
void say_streams(void);
int64_t stream_lost(const received_stream *s);

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
void dtls_end(peer *p);
const char *dtls_srtp_profile(const peer *p);

/* rtp-in.c */
received_stream *rtp_stream(peer *p, uint32_t ssrc);
void rtp_begin(peer *p);
void rtp_receive(peer *p, uint8_t *bytes, int length, int64_t at_us);
/* rtp-out.c */
void rtp_tick(peer *p, double at_s);
void rtp_resend(peer *p, sent_stream *s, uint16_t sequence);
/* rtcp.c */
void rtcp_receive(peer *p, uint8_t *bytes, int length);
void rtcp_tick(peer *p, double at_s);
void rtcp_sender_report(peer *p, sent_stream *s);
void rtcp_ask_key_frame(peer *p, uint32_t ssrc);
void rtcp_ask_missing(peer *p, int64_t at_us);

#endif
