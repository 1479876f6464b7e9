/* What is told: sums, delays, silences; a line of JSON each. */
#include <stdio.h>
#include <string.h>
#include "peer.h"

/* Delays by 16 steps an octave: each value is known to 6 %. */
enum { STEPS = 16, OCTAVES = 27, BUCKETS = STEPS * OCTAVES };

totals sums;
static uint64_t delays[BUCKETS];
static uint64_t delay_count;
static int64_t largest_delay_us;
static int64_t marked_us;

static int bucket_of(uint64_t us) {
  if (us < STEPS) return (int)us;
  int octave = 63 - __builtin_clzll(us) - 3;
  int bucket = octave * STEPS + (int)(us >> (octave - 1)) - STEPS;
  return bucket < BUCKETS ? bucket : BUCKETS - 1;
}

static uint64_t value_of(int bucket) {
  if (bucket < STEPS) return (uint64_t)bucket;
  int octave = bucket / STEPS;
  return (uint64_t)(bucket % STEPS + STEPS) << (octave - 1);
}

void measure_delay(int64_t us) {
  if (us < 0) us = 0; /* The clock was set back. */
  delays[bucket_of((uint64_t)us)]++;
  delay_count++;
  if (us > largest_delay_us) largest_delay_us = us;
}

void measure_mark(void) {
  memset(delays, 0, sizeof delays);
  delay_count = 0;
  largest_delay_us = 0;
  marked_us = wall_us();
  for (int i = 0; i < peer_count; i++) {
    peer *p = peers[i];
    for (int k = 0; p && k < p->received_count; k++) {
      p->received[k].longest_gap_us = 0;
      if (p->received[k].last_us) p->received[k].last_us = marked_us;
    }
  }
}

static uint64_t delay_at(double share) {
  uint64_t rank = (uint64_t)((double)delay_count * share), passed = 0;
  for (int i = 0; i < BUCKETS; i++)
    if ((passed += delays[i]) > rank) return value_of(i);
  return (uint64_t)largest_delay_us;
}

int64_t stream_lost(const received_stream *s) { return s->begun ? s->lost_before + (int64_t)(s->highest - s->first + 1) - (int64_t)s->unique : 0; }

/* A silence that lasts counts too. */
static int64_t gap_us(const received_stream *s, int64_t at_us) {
  int64_t lasting = s->last_us && flowing ? at_us - s->last_us : 0;
  return lasting > s->longest_gap_us ? lasting : s->longest_gap_us;
}

void say_sums(bool asked) {
  int up = 0, down = 0, streams = 0;
  int64_t lost = sums.lost_of_gone, gap = 0, at_us = wall_us();
  for (int i = 0; i < peer_count; i++) {
    const peer *p = peers[i];
    if (!p) continue;
    up += p->up;
    down += p->down;
    for (int k = 0; k < p->received_count; k++) {
      streams += p->received[k].begun;
      lost += stream_lost(&p->received[k]);
      int64_t own = gap_us(&p->received[k], at_us);
      if (own > gap) gap = own;
    }
  }
  const struct {
    const char *name;
    uint64_t value;
  } counts[] = {
      {"receivedPackets", sums.received_packets}, {"receivedBytes", sums.received_bytes}, {"repaired", sums.repaired},
      {"reordered", sums.reordered}, {"repeated", sums.repeated}, {"retransmissions", sums.retransmissions},
      {"nacksSent", sums.nacks_sent}, {"nacksTaken", sums.nacks_taken}, {"resent", sums.resent},
      {"sentPackets", sums.sent_packets}, {"sentBytes", sums.sent_bytes}, {"decrypted", sums.decrypted},
      {"undecryptable", sums.undecryptable}, {"keyFramesAsked", sums.key_frames_asked}, {"keyFramesSent", sums.key_frames_sent},
      {"keyFramesWanted", sums.key_frames_wanted}, {"delays", delay_count}, {"delayP50Us", delay_at(0.5)},
      {"delayP99Us", delay_at(0.99)}, {"delayMaxUs", (uint64_t)largest_delay_us},
  };
  printf("{\"type\":\"sums\",\"asked\":%s,\"up\":%d,\"down\":%d,\"streams\":%d,\"lostPackets\":%lld,\"longestGapMs\":%.1f", asked ? "true" : "false", up, down, streams, (long long)lost,
         (double)gap / 1000);
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) printf(",\"%s\":%llu", counts[i].name, (unsigned long long)counts[i].value);
  printf("}\n");
  fflush(stdout);
}

void say_streams(void) {
  int64_t at_us = wall_us();
  const char *comma = "";
  printf("{\"type\":\"streams\",\"streams\":[");
  for (int i = 0; i < peer_count; i++) {
    const peer *p = peers[i];
    for (int k = 0; p && k < p->received_count; k++) {
      const received_stream *s = &p->received[k];
      if (!s->begun) continue;
      printf("%s{\"id\":%d,\"ssrc\":%u,\"received\":%u,\"lost\":%lld,\"repaired\":%u,\"reordered\":%u,\"repeated\":%u,\"longestGapMs\":%.1f}", comma, p->id, p->ssrcs[k], s->unique,
             (long long)stream_lost(s), s->repaired, s->reordered, s->repeated, (double)gap_us(s, at_us) / 1000);
      comma = ",";
    }
  }
  printf("]}\n");
  fflush(stdout);
}
