/* STUN as ICE needs it: binding requests with integrity, and answers to the server's (RFC 8489, RFC 8445). */
#include <arpa/inet.h>
#include <openssl/hmac.h>
#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include "peer.h"

enum { MAGIC = 0x2112a442, REQUEST = 0x0001, SUCCESS = 0x0101, HEADER = 20 };
enum { USERNAME = 0x0006, INTEGRITY = 0x0008, MAPPED = 0x0020, PRIORITY = 0x0024, USE_CANDIDATE = 0x0025, FINGERPRINT = 0x8028, CONTROLLING = 0x802a };

static uint32_t crc_table[256];

void stun_init(void) {
  for (uint32_t i = 0; i < 256; i++) {
    uint32_t c = i;
    for (int k = 0; k < 8; k++) c = c & 1 ? (c >> 1) ^ 0xedb88320u : c >> 1;
    crc_table[i] = c;
  }
}

static uint32_t crc32_of(const uint8_t *b, int n) {
  uint32_t c = ~0u;
  while (n--) c = crc_table[(c ^ *b++) & 255] ^ (c >> 8);
  return ~c;
}

static int attribute(uint8_t *b, int at, uint16_t type, const void *value, int length) {
  put16(b + at, type);
  put16(b + at + 2, (uint32_t)length);
  memcpy(b + at + 4, value, (size_t)length);
  return at + 4 + ((length + 3) & ~3);
}

/* Adds MESSAGE-INTEGRITY and FINGERPRINT; each counts itself into the length before it is computed. */
static int sign(uint8_t *b, int n, const char *password) {
  uint8_t digest[20];
  unsigned digest_length = sizeof digest;
  put16(b + 2, (uint32_t)(n - HEADER + 24));
  HMAC(EVP_sha1(), password, (int)strlen(password), b, (size_t)n, digest, &digest_length);
  n = attribute(b, n, INTEGRITY, digest, sizeof digest);
  uint8_t crc[4];
  put16(b + 2, (uint32_t)(n - HEADER + 8));
  put32(crc, crc32_of(b, n) ^ 0x5354554eu);
  return attribute(b, n, FINGERPRINT, crc, sizeof crc);
}

void stun_send_check(const peer *p) {
  uint8_t b[MAX_DATAGRAM] = {0};
  char username[300];
  const uint8_t priority[4] = {0x6e, 0x7f, 0x1e, 0xff};
  uint8_t tie_breaker[8];
  put16(b, REQUEST);
  put32(b + 4, MAGIC);
  RAND_bytes(b + 8, 12);
  RAND_bytes(tie_breaker, sizeof tie_breaker);
  int length = snprintf(username, sizeof username, "%s:%s", p->remote_ufrag, p->local_ufrag);
  int n = attribute(b, HEADER, USERNAME, username, length);
  n = attribute(b, n, PRIORITY, priority, sizeof priority);
  n = attribute(b, n, CONTROLLING, tie_breaker, sizeof tie_breaker);
  n = attribute(b, n, USE_CANDIDATE, "", 0);
  send_datagram(p, b, sign(b, n, p->remote_password));
}

void stun_answer(const peer *p, const uint8_t *request, int length) {
  if (length < HEADER) return;
  uint8_t b[256] = {0};
  uint8_t mapped[8] = {0, 1};
  put16(b, SUCCESS);
  memcpy(b + 4, request + 4, 16);
  put16(mapped + 2, (uint32_t)(ntohs(p->remote.sin_port) ^ (MAGIC >> 16)));
  put32(mapped + 4, ntohl(p->remote.sin_addr.s_addr) ^ MAGIC);
  int n = attribute(b, HEADER, MAPPED, mapped, sizeof mapped);
  send_datagram(p, b, sign(b, n, p->local_password));
}
