// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before the libraries in the sanitized build: what these functions of theirs allocate and never free is not held
// against us. Naming them in leaks.supp would need every allocation's whole stack, unwound the slow way: twenty times the time.
//
// The server of libsoup 3.2.3: every accepted socket, every listener's own address and stolen connections; mended upstream since
// ("soup-listener: Plug a leak", "Fix memory leak of local_addr", "SoupServerConnection is leaked after being stolen").
// json-glib 1.6: the nodes of a document that turns out not to be JSON half-way.
#include <dlfcn.h>
#include <json-glib/json-glib.h>
#include <libsoup/soup.h>

// Weak: programs without the sanitizer, as Python or a virtual display, get this library too.
extern void __lsan_disable (void) __attribute__ ((weak));
extern void __lsan_enable (void) __attribute__ ((weak));

#define FORGIVEN(type, name, parameters, arguments)           \
  type name parameters                                        \
  {                                                           \
    static type (*theirs) parameters;                         \
    if (theirs == NULL)                                       \
      theirs = (type (*) parameters)dlsym (RTLD_NEXT, #name); \
    if (__lsan_disable != NULL)                               \
      __lsan_disable ();                                      \
    type result = theirs arguments;                           \
    if (__lsan_enable != NULL)                                \
      __lsan_enable ();                                       \
    return result;                                            \
  }

FORGIVEN (GSocket *, g_socket_accept, (GSocket * socket, GCancellable *cancellable, GError **error), (socket, cancellable, error))
FORGIVEN (gboolean, soup_server_listen_local, (SoupServer * server, guint port, SoupServerListenOptions options, GError **error), (server, port, options, error))
FORGIVEN (gboolean, soup_server_listen_socket, (SoupServer * server, GSocket *socket, SoupServerListenOptions options, GError **error), (server, socket, options, error))
FORGIVEN (GSList *, soup_server_get_uris, (SoupServer * server), (server))
FORGIVEN (GIOStream *, soup_server_message_steal_connection, (SoupServerMessage * message), (message))
FORGIVEN (gboolean, json_parser_load_from_data, (JsonParser * parser, const char *data, gssize length, GError **error), (parser, data, length, error))
