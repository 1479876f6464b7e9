/* Media in: counted by the clear headers; one packet in 64 is decrypted, for proof and for its delay. */
#include <openssl/rand.h>
#include <stdlib.h>
#include "peer.h"

/* Decrypting all would cost more than the server spends; one in so many proves that the keys fit. */
enum { DECRYPT_ONE_IN = 64 };
/* mediasoup probes the bandwidth with padding of this SSRC, whose numbers all its transports share: no media, no loss. */
enum { PROBE_SSRC = 1234 };
enum { STAMP = 12, STAMP_WORD = 0x53776d21 };
/* A larger step of the numbers is another sender, or a sender that began anew. */
enum { LARGEST_STEP = 3000 };

void rtp_begin(peer *p) {
  double at = now_s();
  RAND_bytes((uint8_t *)&p->own_ssrc, sizeof p->own_ssrc);
  /* Spread, so that a thousand clients do not report at the same moment. */
  p->next_feedback_s = at + 0.05 + 0.0001 * (p->id % 500);
  p->next_report_s = at + 0.5 + 0.001 * (p->id % 500);
  for (int i = 0; i < p->sent_count; i++) {
    p->sent[i].next_packet_s = p->sent[i].next_frame_s = at + 0.001 * ((p->id * 7 + i) % 20);
    p->sent[i].next_report_s = at + 0.3;
    p->sent[i].key_frame_wanted = p->sent[i].video;
  }
}

received_stream *rtp_stream(peer *p, uint32_t ssrc) {
  for (int i = 0; i < p->received_count; i++)
    if (p->ssrcs[i] == ssrc) return &p->received[i];
  if (!p->received) p->received = calloc(MAX_RECEIVED, sizeof *p->received);
  if (!p->received || p->received_count == MAX_RECEIVED) return NULL;
  p->ssrcs[p->received_count] = ssrc;
  return &p->received[p->received_count++];
}

static received_stream *repaired_by(peer *p, uint32_t rtx_ssrc) {
  for (int i = 0; i < p->received_count; i++)
    if (p->rtx_ssrcs[i] == rtx_ssrc) return &p->received[i];
  return NULL;
}

static bool was_seen(const received_stream *s, uint32_t n) { return s->seen[n % WINDOW / 64] >> (n % 64) & 1; }
static void set_seen(received_stream *s, uint32_t n, bool seen) {
  uint64_t bit = 1ull << (n % 64), *word = &s->seen[n % WINDOW / 64];
  *word = seen ? *word | bit : *word & ~bit;
}

static void begin_stream(received_stream *s, uint16_t sequence) {
  if (s->begun) s->lost_before = stream_lost(s);
  s->begun = true;
  s->first = s->highest = 0x10000u + sequence;
  s->unique = 1;
  s->expected_before = s->unique_before = 0;
  s->missing_count = 0;
  for (int i = 0; i < WINDOW / 64; i++) s->seen[i] = 0;
  set_seen(s, s->first, true);
}

static void note_missing(peer *p, received_stream *s, uint32_t n, int64_t at_us) {
  if (!s->nack || s->missing_count == MAX_MISSING) return;
  s->missing[s->missing_count++] = (missing_packet){.sequence = n, .next_us = at_us};
  p->something_missing = true;
}

/* Returns whether it had been asked for. */
static bool found(received_stream *s, uint32_t n) {
  for (int i = 0; i < s->missing_count; i++) {
    if (s->missing[i].sequence != n) continue;
    bool asked = s->missing[i].tries > 0;
    s->missing[i] = s->missing[--s->missing_count];
    return asked;
  }
  return false;
}

/* Returns whether the stream is new. */
static bool count(peer *p, received_stream *s, uint16_t sequence, int64_t at_us) {
  if (s->last_us && at_us - s->last_us > s->longest_gap_us) s->longest_gap_us = at_us - s->last_us;
  s->last_us = at_us;
  int ahead = (int16_t)(sequence - (uint16_t)s->highest);
  if (!s->begun || abs(ahead) > LARGEST_STEP) {
    bool is_new = !s->begun;
    begin_stream(s, sequence);
    return is_new;
  }
  if (ahead > 0) {
    uint32_t to = s->highest + (uint32_t)ahead;
    for (uint32_t n = s->highest + 1; n < to; n++) {
      set_seen(s, n, false);
      note_missing(p, s, n, at_us);
    }
    set_seen(s, to, true);
    s->highest = to;
    s->unique++;
    return false;
  }
  uint32_t n = s->highest - (uint32_t)-ahead;
  if (n < s->first || s->highest - n >= WINDOW || was_seen(s, n)) {
    s->repeated++;
    sums.repeated++;
    return false;
  }
  set_seen(s, n, true);
  s->unique++;
  if (found(s, n)) {
    s->repaired++;
    sums.repaired++;
  } else {
    s->reordered++;
    sums.reordered++;
  }
  return false;
}

/* The transport-wide number from the one-byte header extensions (RFC 8285), kept for the next feedback. */
static void note_arrival(peer *p, const uint8_t *b, int length, int64_t at_us) {
  if (!p->transport_cc_extension || !(b[0] & 0x10) || p->arrivals == MAX_FEEDBACK) return;
  int at = 12 + 4 * (b[0] & 15);
  if (at + 4 > length || get16(b + at) != 0xbede) return;
  int end = at + 4 + 4 * get16(b + at + 2);
  if (end > length) return;
  for (at += 4; at < end;) {
    if (b[at] == 0) {
      at++;
      continue;
    }
    int size = (b[at] & 15) + 1;
    if (b[at] >> 4 == p->transport_cc_extension && at + 3 <= end) {
      p->arrival[p->arrivals].sequence = get16(b + at + 1);
      p->arrival[p->arrivals++].at_us = at_us;
      return;
    }
    at += 1 + size;
  }
}

static bool decrypt(peer *p, uint8_t *bytes, int *length) {
  bool done = srtp_unprotect(p->incoming, bytes, length) == srtp_err_status_ok;
  if (done) sums.decrypted++;
  else sums.undecryptable++;
  return done;
}

static void read_stamp(const uint8_t *b, int length, int64_t at_us) {
  if (length < 12 + STAMP || get32(b + length - STAMP) != STAMP_WORD) return;
  measure_delay(at_us - ((int64_t)get32(b + length - STAMP + 4) << 32 | get32(b + length - STAMP + 8)));
}

/* Offset of the payload behind contributing sources and extensions; the whole length when the packet is broken. */
static int payload_at(const uint8_t *b, int length) {
  int at = 12 + 4 * (b[0] & 15);
  if (b[0] & 0x10) at = at + 4 <= length ? at + 4 + 4 * get16(b + at + 2) : length;
  return at < length ? at : length;
}

/* The number of the packet that is repeated stands encrypted before its payload (RFC 4588). */
static void take_retransmission(peer *p, received_stream *s, uint8_t *bytes, int length, int64_t at_us) {
  sums.retransmissions++;
  if (!decrypt(p, bytes, &length)) return;
  int at = payload_at(bytes, length);
  if (at + 2 > length) return; /* Padding only: a probe. */
  count(p, s, get16(bytes + at), at_us);
  read_stamp(bytes, length, at_us);
}

void rtp_receive(peer *p, uint8_t *bytes, int length, int64_t at_us) {
  static uint32_t dice = 1;
  if (length < 12) return;
  note_arrival(p, bytes, length, at_us);
  uint32_t ssrc = get32(bytes + 8);
  if (ssrc == PROBE_SSRC) return;
  sums.received_packets++;
  sums.received_bytes += (uint64_t)length;
  received_stream *repaired = repaired_by(p, ssrc);
  if (repaired) {
    take_retransmission(p, repaired, bytes, length, at_us);
    return;
  }
  received_stream *s = rtp_stream(p, ssrc);
  if (!s) return;
  bool first = count(p, s, get16(bytes + 2), at_us);
  /* The first of each stream tells the session where the 16-bit number stands, before it wraps. */
  dice = dice * 1664525u + 1013904223u;
  if (!first && (dice >> 8) % DECRYPT_ONE_IN) return;
  if (decrypt(p, bytes, &length)) read_stamp(bytes, length, at_us);
}
