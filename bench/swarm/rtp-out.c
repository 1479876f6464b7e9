/* Media out: Opus and VP8 of the sizes and pace of real encoders, made up anew each time from a few numbers. */
#include <stdlib.h>
#include <string.h>
#include "peer.h"

/* Ends every payload: a word to know it by, and when the packet was sent first. Read by receivers that decrypt. */
enum { STAMP = 12, STAMP_WORD = 0x53776d21 };
enum { VP8_DESCRIPTOR = 4, KEY_FRAME_HEADER = 10 };
/* A key frame is so many times an average frame, and not made more often than this, as browsers do. */
enum { KEY_FRAME_SIZE = 6 };
#define KEY_FRAME_PAUSE_S 0.3

/* VP8 payload descriptor with a 15-bit picture number (RFC 7741) and, first in a key frame, the frame header. */
static void video_payload(uint8_t *b, const sent_stream *s, const sent_packet *k) {
  b[0] = k->begins_frame ? 0x90 : 0x80;
  b[1] = 0x80;
  put16(b + 2, 0x8000 | (k->picture & 0x7fff));
  memset(b + VP8_DESCRIPTOR, 0x55, (size_t)(k->payload - VP8_DESCRIPTOR));
  if (!k->begins_frame) return;
  b[4] = 0x11;
  if (!k->key) return;
  const uint8_t header[KEY_FRAME_HEADER] = {0x10, 0, 0, 0x9d, 1, 0x2a, (uint8_t)s->width, (uint8_t)(s->width >> 8), (uint8_t)s->height, (uint8_t)(s->height >> 8)};
  memcpy(b + VP8_DESCRIPTOR, header, sizeof header);
}

/* Makes, encrypts and sends a packet; as a retransmission (RFC 4588) when `again` and the stream has an SSRC for that. */
static void send_packet(peer *p, sent_stream *s, const sent_packet *k, bool again) {
  uint8_t b[MAX_DATAGRAM] = {0x80};
  bool rtx = again && s->rtx_ssrc;
  b[1] = (uint8_t)((rtx ? s->rtx_payload_type : s->payload_type) | (k->marker ? 0x80 : 0));
  put16(b + 2, rtx ? s->rtx_sequence++ : k->sequence);
  put32(b + 4, k->timestamp);
  put32(b + 8, rtx ? s->rtx_ssrc : s->ssrc);
  int n = 12;
  if (s->level_extension) {
    b[0] |= 0x10;
    put32(b + 12, 0xbede0001u);
    b[16] = (uint8_t)(s->level_extension << 4);
    b[17] = (s->below_db < 50 ? 0x80 : 0) | s->below_db;
    n = 20;
  }
  if (rtx) {
    put16(b + n, k->sequence);
    n += 2;
  }
  if (s->video) video_payload(b + n, s, k);
  else memset(b + n, 0x5a, k->payload);
  n += k->payload;
  put32(b + n - STAMP, STAMP_WORD);
  put32(b + n - STAMP + 4, (uint32_t)(k->sent_us >> 32));
  put32(b + n - STAMP + 8, (uint32_t)k->sent_us);
  if (srtp_protect(p->outgoing, b, &n) != srtp_err_status_ok) return;
  send_datagram(p, b, n);
  sums.sent_packets++;
  sums.sent_bytes += (uint64_t)n;
}

void rtp_resend(peer *p, sent_stream *s, uint16_t sequence) {
  const sent_packet *k = s->history ? &s->history[sequence % HISTORY] : NULL;
  if (!k || k->sequence != sequence || !k->sent_us) return;
  sums.resent++;
  send_packet(p, s, k, true);
}

/* Sizes scatter by a third, deterministically; what a key frame took is saved by the frames after it. */
static void begin_frame(sent_stream *s, double at_s) {
  s->frame_begins = true;
  s->frame_is_key = s->video && s->key_frame_wanted && at_s - s->last_key_s >= KEY_FRAME_PAUSE_S;
  s->frame_left = s->frame_bytes;
  if (s->frame_is_key) {
    s->key_frame_wanted = false;
    s->last_key_s = at_s;
    sums.key_frames_sent++;
  }
  if (!s->varied) return;
  s->dice = s->dice * 1664525u + 1013904223u;
  int scatter = (int)((double)s->frame_bytes * ((double)(s->dice >> 8) / (1 << 24) - 0.5) * 2 / 3);
  if (s->frame_is_key) s->frame_left = KEY_FRAME_SIZE * s->frame_bytes;
  else s->frame_left += scatter - s->debt / 8;
  if (s->frame_left < s->frame_bytes / 4) s->frame_left = s->frame_bytes / 4;
  s->debt += s->frame_left - s->frame_bytes;
}

static void send_next(peer *p, sent_stream *s, double at_s) {
  if (s->frame_left <= 0) begin_frame(s, at_s);
  int content = s->frame_left < s->packet_bytes ? s->frame_left : s->packet_bytes;
  int descriptor = s->video ? VP8_DESCRIPTOR : 0;
  int least = STAMP + KEY_FRAME_HEADER;
  s->frame_left -= content;
  sent_packet k = {
      .sequence = s->sequence++,
      .payload = (uint16_t)(descriptor + (content < least ? least : content)),
      .picture = (uint16_t)(s->frames & 0x7fff),
      .marker = s->video && s->frame_left <= 0,
      .begins_frame = s->frame_begins,
      .key = s->frame_is_key,
      .timestamp = s->timestamp,
      .sent_us = wall_us(),
  };
  s->frame_begins = false;
  s->packets++;
  s->payload_sum += k.payload;
  if (!s->history) s->history = calloc(HISTORY, sizeof *s->history);
  if (s->history) s->history[k.sequence % HISTORY] = k;
  send_packet(p, s, &k, false);
  if (s->frame_left > 0) {
    s->next_packet_s += s->packet_gap_s;
    return;
  }
  s->frames++;
  s->timestamp += s->ticks_per_frame;
  s->next_frame_s += s->frame_interval_s;
  /* A key frame may take longer than a frame's time: the next then follows at once. */
  s->next_packet_s = s->next_frame_s > s->next_packet_s ? s->next_frame_s : s->next_packet_s + s->packet_gap_s;
}

void rtp_tick(peer *p, double at_s) {
  if (!flowing) return;
  for (int i = 0; i < p->sent_count; i++) {
    sent_stream *s = &p->sent[i];
    if (s->suspended) continue;
    if (at_s >= s->next_report_s) {
      s->next_report_s = at_s + 1;
      rtcp_sender_report(p, s);
    }
    /* After a stall the missed time is skipped rather than sent as a burst. */
    if (at_s - s->next_packet_s > 0.5) s->next_packet_s = s->next_frame_s = at_s;
    while (at_s >= s->next_packet_s) send_next(p, s, at_s);
  }
}
