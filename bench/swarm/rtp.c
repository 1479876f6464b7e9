/* Media: synthetic Opus and VP8 out, counting in. */
#include <openssl/rand.h>
#include <stdlib.h>
#include <string.h>
#include "peer.h"

/* Decrypting all would cost more than the server spends; one in so many proves that the keys fit. */
enum { DECRYPT_ONE_IN = 64 };
/* mediasoup probes the bandwidth with padding of this SSRC, whose numbers all its transports share: no media, no loss. */
enum { PROBE_SSRC = 1234 };

void rtp_begin(peer *p) {
  double at = now_s();
  RAND_bytes((uint8_t *)&p->own_ssrc, sizeof p->own_ssrc);
  /* Spread, so that a thousand clients do not report at the same moment. */
  p->next_feedback_s = at + 0.05 + 0.0001 * (p->id % 500);
  p->next_report_s = at + 0.5 + 0.001 * (p->id % 500);
  for (int i = 0; i < p->sent_count; i++) {
    p->sent[i].next_packet_s = at + 0.001 * ((p->id * 7 + i) % 20);
    p->sent[i].next_report_s = at + 0.3;
    p->sent[i].key_frame_wanted = true;
  }
}

/* Returns whether the stream is new. */
static bool count(peer *p, uint32_t ssrc, uint16_t sequence) {
  received_stream *s = NULL;
  for (int i = 0; i < p->received_count && !s; i++)
    if (p->received[i].ssrc == ssrc) s = &p->received[i];
  if (!s) {
    if (p->received_count == MAX_RECEIVED) return false;
    s = &p->received[p->received_count++];
    *s = (received_stream){.ssrc = ssrc, .first = sequence, .highest = sequence, .received = 1};
    return true;
  }
  s->received++;
  int16_t ahead = (int16_t)(sequence - (uint16_t)s->highest);
  if (ahead > 0) s->highest += (uint32_t)ahead;
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

void rtp_receive(peer *p, uint8_t *bytes, int length, int64_t at_us) {
  if (length < 12) return;
  note_arrival(p, bytes, length, at_us);
  if (get32(bytes + 8) == PROBE_SSRC) return;
  sums.received_packets++;
  sums.received_bytes += (uint64_t)length;
  bool first = count(p, get32(bytes + 8), get16(bytes + 2));
  /* The first of each stream tells the session where the 16-bit number stands, before it wraps. */
  if (!first && sums.received_packets % DECRYPT_ONE_IN) return;
  if (srtp_unprotect(p->incoming, bytes, &length) == srtp_err_status_ok) sums.decrypted++;
  else sums.undecryptable++;
}

/* VP8 payload descriptor with a 15-bit picture number (RFC 7741) and, first in a key frame, the frame header. */
static int video_payload(uint8_t *b, sent_stream *s, int packet_in_frame, uint32_t frame) {
  b[0] = packet_in_frame == 0 ? 0x90 : 0x80;
  b[1] = 0x80;
  put16(b + 2, 0x8000 | (frame & 0x7fff));
  memset(b + 4, 0x55, (size_t)s->payload_bytes);
  if (packet_in_frame == 0) {
    const uint8_t key_frame[10] = {0x10, 0, 0, 0x9d, 1, 0x2a, 0x40, 1, 0xf0, 0};
    if (s->key_frame_wanted && s->payload_bytes >= (int)sizeof key_frame) memcpy(b + 4, key_frame, sizeof key_frame);
    else b[4] = 0x11;
    s->key_frame_wanted = false;
  }
  return 4 + s->payload_bytes;
}

static void send_packet(peer *p, sent_stream *s) {
  uint8_t b[MAX_DATAGRAM] = {0x80};
  int packet_in_frame = (int)(s->packets % (uint32_t)s->packets_per_frame);
  bool last = packet_in_frame == s->packets_per_frame - 1;
  b[1] = (uint8_t)(s->payload_type | (s->video && last ? 0x80 : 0));
  put16(b + 2, s->sequence++);
  put32(b + 4, s->timestamp);
  put32(b + 8, s->ssrc);
  int n = 12;
  if (s->level_extension) {
    b[0] |= 0x10;
    put32(b + 12, 0xbede0001u);
    b[16] = (uint8_t)(s->level_extension << 4);
    b[17] = 0x80 | 30; /* speech at -30 dBov */
    n = 20;
  }
  int payload = s->payload_bytes;
  if (s->video) payload = video_payload(b + n, s, packet_in_frame, s->packets / (uint32_t)s->packets_per_frame);
  else memset(b + n, 0x5a, (size_t)payload);
  int length = n + payload;
  s->packets++;
  s->payload_sum += (uint32_t)payload;
  if (last) s->timestamp += s->ticks_per_frame;
  if (srtp_protect(p->outgoing, b, &length) != srtp_err_status_ok) return;
  send_datagram(p, b, length);
  sums.sent_packets++;
}

void rtp_tick(peer *p, double at_s) {
  if (!flowing) return;
  for (int i = 0; i < p->sent_count; i++) {
    sent_stream *s = &p->sent[i];
    if (at_s >= s->next_report_s) {
      s->next_report_s = at_s + 1;
      rtcp_sender_report(p, s);
    }
    /* After a stall the missed time is skipped rather than sent as a burst. */
    if (at_s - s->next_packet_s > 1) s->next_packet_s = at_s;
    while (at_s >= s->next_packet_s) {
      send_packet(p, s);
      s->next_packet_s += s->packet_interval_s;
    }
  }
}
