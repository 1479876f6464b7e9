/* Reports: what a receiver owes the server (loss, transport-wide feedback), what a sender owes it, and key frames. */
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "peer.h"

enum { SENDER_REPORT = 200, RECEIVER_REPORT = 201, TRANSPORT_FEEDBACK = 205, PAYLOAD_FEEDBACK = 206 };
/* Symbols in one two-bit status vector, and the unit of arrival times (draft-holmer-rmcat-transport-wide-cc-extensions-01). */
enum { SYMBOLS = 7, DELTA_US = 250, REFERENCE_US = 64000 };

void rtcp_send(peer *p, uint8_t *bytes, int length) {
  if (srtp_protect_rtcp(p->outgoing, bytes, &length) == srtp_err_status_ok) send_datagram(p, bytes, length);
}

void rtcp_receive(peer *p, uint8_t *bytes, int length) {
  if (p->sent_count == 0 || srtp_unprotect_rtcp(p->incoming, bytes, &length) != srtp_err_status_ok) return;
  for (int at = 0; at + 12 <= length; at += 4 * (get16(bytes + at + 2) + 1)) {
    bool picture_lost = bytes[at + 1] == PAYLOAD_FEEDBACK && (bytes[at] & 31) == 1;
    if (!picture_lost) continue;
    for (int i = 0; i < p->sent_count; i++)
      if (p->sent[i].ssrc == get32(bytes + at + 8)) p->sent[i].key_frame_wanted = true;
    sums.key_frames_asked++;
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
    uint32_t expected = s->highest - s->first + 1;
    uint32_t expected_now = expected - s->expected_before, received_now = s->received - s->received_before;
    uint32_t lost_now = expected_now > received_now ? expected_now - received_now : 0;
    s->expected_before = expected;
    s->received_before = s->received;
    sums.lost_packets += lost_now;
    put32(b + n, s->ssrc);
    put32(b + n + 4, (expected_now ? (lost_now << 8) / expected_now : 0) << 24);
    put32(b + n + 8, s->highest);
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
  put32(b + 8, p->received_count ? p->received[0].ssrc : 0);
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
