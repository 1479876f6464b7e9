/* DTLS client with one self-signed certificate for all clients; its keys go to SRTP (RFC 5764). */
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "peer.h"

/* Older ciphers first, so that AES-GCM in the results shows the server's preference. */
#define PROFILES "SRTP_AES128_CM_SHA1_80:SRTP_AEAD_AES_128_GCM:SRTP_AEAD_AES_256_GCM"
#define MAX_KEY 32
#define MAX_SALT 14

static SSL_CTX *context;
static char fingerprint[32 * 3];

static void fail(const char *what) {
  fprintf(stderr, "swarm: %s\n", what);
  ERR_print_errors_fp(stderr);
  exit(1);
}

void dtls_init(void) {
  EVP_PKEY *key = EVP_EC_gen("P-256");
  X509 *certificate = X509_new();
  if (!key || !certificate) fail("no certificate");
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -86400);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 864000);
  X509_set_pubkey(certificate, key);
  X509_NAME *name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, (const unsigned char *)"load", -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_sign(certificate, key, EVP_sha256());

  uint8_t digest[EVP_MAX_MD_SIZE];
  unsigned length = 0;
  X509_digest(certificate, EVP_sha256(), digest, &length);
  for (unsigned i = 0; i < 32; i++) snprintf(fingerprint + i * 3, 4, i < 31 ? "%02X:" : "%02X", digest[i]);

  context = SSL_CTX_new(DTLS_client_method());
  if (!context || SSL_CTX_use_certificate(context, certificate) != 1 || SSL_CTX_use_PrivateKey(context, key) != 1) fail("no DTLS context");
  /* The server is our own and on this machine: what is measured is its work, not its identity. */
  SSL_CTX_set_verify(context, SSL_VERIFY_NONE, NULL);
  if (SSL_CTX_set_tlsext_use_srtp(context, PROFILES) != 0) fail("no SRTP profiles");
}

const char *dtls_fingerprint(void) { return fingerprint; }

/* One datagram for up to 1200 bytes of whole records. */
static void flush(peer *p) {
  static uint8_t b[65536];
  int n = BIO_read(p->to_network, b, sizeof b);
  for (int at = 0; at < n;) {
    int end = at;
    while (end + 13 <= n) {
      int record = 13 + get16(b + end + 11);
      if (end > at && end + record - at > 1200) break;
      end += record;
    }
    if (end <= at || end > n) end = n;
    send_datagram(p, b + at, end - at);
    at = end;
  }
}

/* As browsers wait (libwebrtc begins with 50 ms), not the second of RFC 6347 4.2.4.1: what the server drops before it knows our
 * fingerprint is sent again soon. In microseconds; 0: the first time. */
static unsigned next_timeout(SSL *ssl, unsigned last) {
  (void)ssl;
  if (last == 0) return 50000;
  return last < 1000000 ? last * 2 : last;
}

bool dtls_begin(peer *p) {
  p->ssl = SSL_new(context);
  p->from_network = BIO_new(BIO_s_mem());
  p->to_network = BIO_new(BIO_s_mem());
  if (!p->ssl || !p->from_network || !p->to_network) fail("no DTLS session");
  BIO_set_mem_eof_return(p->from_network, -1);
  BIO_set_mem_eof_return(p->to_network, -1);
  SSL_set_bio(p->ssl, p->from_network, p->to_network);
  SSL_set_options(p->ssl, SSL_OP_NO_QUERY_MTU);
  SSL_set_mtu(p->ssl, 1200);
  DTLS_set_timer_cb(p->ssl, next_timeout);
  SSL_set_connect_state(p->ssl);
  return dtls_drive(p);
}

/* Returns false when the server chose no profile or gives no keys: a matter of this client only. */
static bool make_srtp(peer *p) {
  const SRTP_PROTECTION_PROFILE *profile = SSL_get_selected_srtp_profile(p->ssl);
  if (!profile) return false;
  int key = 16, salt = 12;
  srtp_policy_t policy;
  memset(&policy, 0, sizeof policy);
  switch (profile->id) {
    case SRTP_AEAD_AES_256_GCM:
      key = 32;
      srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtp);
      srtp_crypto_policy_set_aes_gcm_256_16_auth(&policy.rtcp);
      break;
    case SRTP_AEAD_AES_128_GCM:
      srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtp);
      srtp_crypto_policy_set_aes_gcm_128_16_auth(&policy.rtcp);
      break;
    default:
      salt = 14;
      srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtp);
      srtp_crypto_policy_set_aes_cm_128_hmac_sha1_80(&policy.rtcp);
  }
  /* Order of the exported material: client key, server key, client salt, server salt. */
  uint8_t material[2 * (MAX_KEY + MAX_SALT)];
  if (SSL_export_keying_material(p->ssl, material, (size_t)(2 * (key + salt)), "EXTRACTOR-dtls_srtp", 19, NULL, 0, 0) != 1) return false;
  uint8_t own[MAX_KEY + MAX_SALT], other[MAX_KEY + MAX_SALT];
  memcpy(own, material, (size_t)key);
  memcpy(own + key, material + 2 * key, (size_t)salt);
  memcpy(other, material + key, (size_t)key);
  memcpy(other + key, material + 2 * key + salt, (size_t)salt);
  policy.window_size = 4096;
  policy.allow_repeat_tx = 1;
  policy.ssrc.type = ssrc_any_inbound;
  policy.key = other;
  if (srtp_create(&p->incoming, &policy) != srtp_err_status_ok) fail("no SRTP session in");
  policy.ssrc.type = ssrc_any_outbound;
  policy.key = own;
  if (srtp_create(&p->outgoing, &policy) != srtp_err_status_ok) fail("no SRTP session out");
  return true;
}

bool dtls_drive(peer *p) {
  if (p->up) {
    uint8_t b[MAX_DATAGRAM];
    while (SSL_read(p->ssl, b, sizeof b) > 0) continue;
    if (SSL_get_shutdown(p->ssl) & SSL_RECEIVED_SHUTDOWN) peer_down(p, "closed");
    else flush(p);
    return false;
  }
  int result = SSL_do_handshake(p->ssl);
  flush(p);
  if (result == 1) {
    p->up = make_srtp(p);
    if (!p->up) peer_down(p, "no SRTP");
    return p->up;
  }
  if (SSL_get_error(p->ssl, result) == SSL_ERROR_SSL) {
    ERR_print_errors_fp(stderr);
    peer_down(p, "handshake");
  }
  return false;
}

bool dtls_receive(peer *p, const uint8_t *bytes, int length) {
  if (!p->ssl) return false;
  BIO_write(p->from_network, bytes, length);
  return dtls_drive(p);
}

void dtls_timeout(peer *p) {
  struct timeval left;
  if (!DTLSv1_get_timeout(p->ssl, &left) || left.tv_sec > 0 || left.tv_usec > 0) return;
  DTLSv1_handle_timeout(p->ssl);
  flush(p);
}

void dtls_end(peer *p) {
  if (p->incoming) srtp_dealloc(p->incoming);
  if (p->outgoing) srtp_dealloc(p->outgoing);
  if (p->ssl) SSL_free(p->ssl); /* And its two BIOs. */
  p->incoming = p->outgoing = NULL;
  p->ssl = NULL;
}

const char *dtls_srtp_profile(const peer *p) {
  const SRTP_PROTECTION_PROFILE *profile = SSL_get_selected_srtp_profile(p->ssl);
  return profile ? profile->name : "none";
}
