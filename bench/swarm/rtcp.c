/* Reports: what a receiver owes the server (loss, transport-wide feedback), what a sender owes it, and key frames. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "peer.h"

enum { SENDER_REPORT = 200, RECEIVER_REPORT = 201, TRANSPORT_FEEDBACK = 205, PAYLOAD_FEEDBACK = 206 };
enum { NACK = 1, PICTURE_LOST = 1, FULL_INTRA = 4 };
/* Symbols in one two-bit status vector, and the unit of arrival times (draft-holmer-rmcat-transport-wide-cc-extensions-01). */
enum { SYMBOLS = 7, DELTA_US = 250, REFERENCE_US = 64000 };

/* A packet that is missing is asked for at once, and then so often, at this distance: what comes later is of no use. */
enum { ASK_TIMES = 8, ASK_AGAIN_US = 50000, ASK_FIRST_US = 4000 };

static void rtcp_send(peer *p, uint8_t *bytes, int length) {
  if (srtp_protect_rtcp(p->outgoing, bytes, &length) == srtp_err_status_ok) send_datagram(p, bytes, length);
}

static sent_stream *sent_by(peer *p, uint32_t ssrc) {
  for (int i = 0; i < p->sent_count; i++)
    if (p->sent[i].ssrc == ssrc) return &p->sent[i];
  return NULL;
}

static void want_key_frame(peer *p, uint32_t ssrc) {
  sent_stream *s = sent_by(p, ssrc);
  if (s) s->key_frame_wanted = s->video;
  sums.key_frames_asked++;
}

/* Pairs of a number and a mask of the sixteen that follow it (RFC 4585, 6.2.1). */
static void resend_asked(peer *p, const uint8_t *b, int length) {
  sent_stream *s = sent_by(p, get32(b + 8));
  if (!s) return;
  for (int at = 12; at + 4 <= length; at += 4) {
    uint16_t sequence = get16(b + at), mask = get16(b + at + 2);
    sums.nacks_taken++;
    rtp_resend(p, s, sequence);
    for (int i = 0; i < 16; i++)
      if (mask >> i & 1) rtp_resend(p, s, (uint16_t)(sequence + i + 1));
  }
}

void rtcp_receive(peer *p, uint8_t *bytes, int length) {
  if (p->sent_count == 0 || srtp_unprotect_rtcp(p->incoming, bytes, &length) != srtp_err_status_ok) return;
  for (int at = 0; at + 12 <= length; at += 4 * (get16(bytes + at + 2) + 1)) {
    const uint8_t *b = bytes + at;
    int part = 4 * (get16(b + 2) + 1), format = b[0] & 31;
    if (at + part > length) return;
    if (b[1] == PAYLOAD_FEEDBACK && format == PICTURE_LOST) want_key_frame(p, get32(b + 8));
    else if (b[1] == PAYLOAD_FEEDBACK && format == FULL_INTRA && part >= 20) want_key_frame(p, get32(b + 12));
    else if (b[1] == TRANSPORT_FEEDBACK && format == NACK) resend_asked(p, b, part);
  }
}

void rtcp_ask_key_frame(peer *p, uint32_t ssrc) {
  uint8_t b[64] = {0x80 | PICTURE_LOST, PAYLOAD_FEEDBACK, 0, 2};
  put32(b + 4, p->own_ssrc);
  put32(b + 8, ssrc);
  rtcp_send(p, b, 12);
  sums.key_frames_wanted++;
}

/* Those of one stream that are due; given up after ASK_TIMES. A little patience first spares what was only out of order. */
static void ask_missing_of(peer *p, received_stream *s, uint32_t ssrc, int64_t at_us) {
  uint8_t b[MAX_DATAGRAM] = {0x80 | NACK, TRANSPORT_FEEDBACK};
  int n = 12;
  for (int i = 0; i < s->missing_count;) {
    missing_packet *m = &s->missing[i];
    if (m->tries == ASK_TIMES) {
      *m = s->missing[--s->missing_count];
      continue;
    }
    i++;
    if (at_us < m->next_us + (m->tries ? 0 : ASK_FIRST_US)) continue;
    m->tries++;
    m->next_us = at_us + ASK_AGAIN_US;
    put32(b + n, (m->sequence & 0xffff) << 16);
    n += 4;
  }
  if (n == 12) return;
  put16(b + 2, (uint32_t)(n / 4 - 1));
  put32(b + 4, p->own_ssrc);
  put32(b + 8, ssrc);
  sums.nacks_sent += (uint64_t)(n / 4 - 3);
  rtcp_send(p, b, n);
}

void rtcp_ask_missing(peer *p, int64_t at_us) {
  if (!p->something_missing) return;
  p->something_missing = false;
  for (int i = 0; i < p->received_count; i++) {
    if (p->received[i].missing_count == 0) continue;
    ask_missing_of(p, &p->received[i], p->ssrcs[i], at_us);
    p->something_missing |= p->received[i].missing_count > 0;
  }
}

void rtcp_sender_report(peer *p, sent_stream *s) {
  uint8_t b[MAX_DATAGRAM] = {0x80, SENDER_REPORT, 0, 6};
  struct timespec wall;
  clock_gettime(CLOCK_REALTIME, &wall);
  put32(b + 4, s->ssrc);
  put32(b + 8, (uint32_t)(wall.tv_sec + 2208988800u));
  put32(b + 12, (uint32_t)((double)wall.tv_nsec * 4.294967296));
  put32(b + 16, s->timestamp);
  put32(b + 20, s->packets);
  put32(b + 24, s->payload_sum);
  rtcp_send(p, b, 28);
}

static void receiver_report(peer *p) {
  uint8_t b[MAX_DATAGRAM] = {0};
  int blocks = p->received_count > 31 ? 31 : p->received_count;
  b[0] = (uint8_t)(0x80 | blocks);
  b[1] = RECEIVER_REPORT;
  put32(b + 4, p->own_ssrc);
  int n = 8;
  for (int i = 0; i < blocks; i++, n += 24) {
    received_stream *s = &p->received[i];
    put32(b + n, p->ssrcs[i]);
    if (!s->begun) continue;
    uint32_t expected = s->highest - s->first + 1;
    uint32_t expected_now = expected - s->expected_before, received_now = s->unique - s->unique_before;
    uint32_t lost_now = expected_now > received_now ? expected_now - received_now : 0;
    s->expected_before = expected;
    s->unique_before = s->unique;
    put32(b + n + 4, (expected_now ? (lost_now << 8) / expected_now : 0) << 24);
    /* Sixteen bits of the number, sixteen of its cycles: the count of cycles begins at 1 here (rtp-in.c). */
    put32(b + n + 8, s->highest - 0x10000u);
  }
  put16(b + 2, (uint32_t)(n / 4 - 1));
  rtcp_send(p, b, n);
}

static int by_sequence(const void *a, const void *b) { return (int16_t)(*(const uint16_t *)a - *(const uint16_t *)b); }

/* Which transport-wide numbers arrived when, so that the server can estimate the bandwidth. */
static void transport_feedback(peer *p) {
  if (p->arrivals == 0) return;
  qsort(p->arrival, (size_t)p->arrivals, sizeof p->arrival[0], by_sequence);
  uint16_t base = p->arrival[0].sequence;
  int span = (uint16_t)(p->arrival[p->arrivals - 1].sequence - base) + 1;
  if (span > 2 * MAX_FEEDBACK) { /* A gap of seconds: begin anew. */
    p->arrivals = 0;
    return;
  }
  uint8_t b[MAX_DATAGRAM * 2] = {0x8f, TRANSPORT_FEEDBACK};
  uint8_t deltas[MAX_FEEDBACK * 2];
  int64_t reference = p->arrival[0].at_us / REFERENCE_US, last_us = reference * REFERENCE_US;
  put32(b + 4, p->own_ssrc);
  put32(b + 8, p->received_count ? p->ssrcs[0] : 0);
  put16(b + 12, base);
  put16(b + 14, (uint32_t)span);
  put32(b + 16, (uint32_t)reference << 8 | p->feedback_count++);
  int n = 20, delta_bytes = 0, next = 0;
  for (int from = 0; from < span; from += SYMBOLS, n += 2) {
    uint32_t vector = 0xc000;
    for (int k = 0; k < SYMBOLS; k++) {
      if (next >= p->arrivals || (uint16_t)(p->arrival[next].sequence - base) != from + k) continue;
      int64_t delta = (p->arrival[next].at_us - last_us) / DELTA_US;
      bool small = delta >= 0 && delta <= 255;
      if (small) {
        deltas[delta_bytes++] = (uint8_t)delta;
      } else {
        delta = delta < INT16_MIN ? INT16_MIN : delta > INT16_MAX ? INT16_MAX : delta;
        put16(deltas + delta_bytes, (uint16_t)delta);
        delta_bytes += 2;
      }
      last_us += delta * DELTA_US;
      vector |= (small ? 1u : 2u) << (12 - 2 * k);
      uint16_t told = p->arrival[next].sequence;
      while (next < p->arrivals && p->arrival[next].sequence == told) next++;
    }
    put16(b + n, vector);
  }
  memcpy(b + n, deltas, (size_t)delta_bytes);
  n += delta_bytes;
  int padding = (4 - n % 4) % 4;
  if (padding) {
    b[0] |= 0x20;
    b[n + padding - 1] = (uint8_t)padding;
    n += padding;
  }
  put16(b + 2, (uint32_t)(n / 4 - 1));
  p->arrivals = 0;
  rtcp_send(p, b, n);
}

void rtcp_tick(peer *p, double at_s) {
  if (p->received_count == 0) return;
  if (at_s >= p->next_feedback_s) {
    p->next_feedback_s = at_s + 0.1;
    transport_feedback(p);
  }
  if (at_s >= p->next_report_s) {
    p->next_report_s = at_s + 1;
    receiver_report(p);
  }
}
