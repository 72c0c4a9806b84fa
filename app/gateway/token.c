/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * `lamplighterd token`: makes, lists and revokes bearer tokens, also beside a running gateway.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include <errno.h>
#include <stdio.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#include "gateway/access.h"
#include "gateway/subcommands.h"

#define MAX_NAME 64

/* It is written into the journal and into sentences. */
static gboolean
is_name (const char *name)
{
  glong n = g_utf8_validate (name, -1, NULL) ? g_utf8_strlen (name, -1) : 0;

  if (n < 1 || n > MAX_NAME)
    return FALSE;
  for (const char *at = name; *at != '\0'; at = g_utf8_next_char (at))
    if (!g_unichar_isgraph (g_utf8_get_char (at)))
      return FALSE;
  return TRUE;
}

static int
add (LampStore *store, const char *name, LampRole role)
{
  g_autofree char *token = NULL;
  g_autofree char *line = NULL;
  GError          *error = NULL;

  token = lamp_token_make (store, name, role, &error);
  if (token == NULL)
    return lamp_command_fail (error);
  line = g_strconcat (token, "\n", NULL);
  if (!lamp_output_write (line))
    {
      g_printerr (_ ("lamplighterd: the token of %s could not be written (%s), so nobody has it: revoke it (token revoke %s) and make one under another name\n"), name, g_strerror (errno), name);
      return LAMP_EXIT_FAILED;
    }
  g_printerr (_ ("The line above is the token of %s (%s); it is shown only now.\n"), name, lamp_role_to_string (role));
  return 0;
}

static int
revoke_one (LampStore *store, const char *name)
{
  GError *error = NULL;

  return store->klass->revoke_token (store, name, g_get_real_time (), &error) ? 0 : lamp_command_fail (error);
}

static int
list (LampStore *store)
{
  GError *error = NULL;
  g_autoptr (GPtrArray) tokens = store->klass->list_tokens (store, &error);
  g_autoptr (GString) out = g_string_new (NULL);

  if (tokens == NULL)
    return lamp_command_fail (error);
  for (guint i = 0; i < tokens->len; i++)
    {
      const LampToken *token = tokens->pdata[i];
      g_autofree char *created = lamp_time_to_string (token->created_usec);

      g_string_append_printf (out, "%s\t%s\t%s\t%s\n", token->name, lamp_role_to_string (token->role), created, token->revoked_usec == LAMP_UNKNOWN_TIME ? "valid" : "revoked");
    }
  return lamp_output_finish (out->str);
}

static int
run (const char *verb, const char *name, const char *address, const char *role_name)
{
  g_autoptr (LampStore) store = NULL;
  LampRole role = LAMP_ROLE_VIEWER;
  GError  *error = NULL;

  if (address == NULL)
    return lamp_command_fail_usage (_ ("name the gateway's store with --store sqlite:PATH"));
  if (!g_str_equal (verb, "add") && !g_str_equal (verb, "list") && !g_str_equal (verb, "revoke"))
    return lamp_command_fail_usage (_ ("what to do with tokens is add, list or revoke"));
  if (g_str_equal (verb, "revoke") && name == NULL)
    return lamp_command_fail_usage (_ ("name whose token is to be revoked: token revoke NAME"));
  if (g_str_equal (verb, "add") && (name == NULL || !is_name (name)))
    return lamp_command_fail_usage (_ ("a token needs a name of 1 to 64 letters, digits and signs without spaces: token add NAME"));
  if (g_str_equal (verb, "add") && !lamp_role_from_string (role_name, &role))
    return lamp_command_fail_usage (_ ("a role is viewer or dispatcher"));
  /* Only who makes a token may make the store for it. */
  store = lamp_store_open (address, g_str_equal (verb, "add") ? LAMP_STORE_TOOL : g_str_equal (verb, "list") ? LAMP_STORE_VISITOR
                                                                                                             : LAMP_STORE_READER,
                           &error);
  if (store == NULL)
    return lamp_command_fail (error);
  if (g_str_equal (verb, "add"))
    return add (store, name, role);
  if (g_str_equal (verb, "revoke"))
    return revoke_one (store, name);
  return list (store);
}

int
lamp_token_command (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new (_ ("add NAME | list | revoke NAME"));
  g_autofree char   *store = NULL;
  g_autofree char   *role = NULL;
  const GOptionEntry entries[] = {
    { "store", 0, 0, G_OPTION_ARG_STRING, &store, N_ ("the gateway's store"), N_ ("sqlite:PATH") },
    { "role", 0, 0, G_OPTION_ARG_STRING, &role, N_ ("viewer (reads) or dispatcher (also commands)"), N_ ("ROLE") },
    { NULL },
  };

  g_option_context_set_summary (context, _ ("Makes, lists and revokes the bearer tokens of a gateway. The store keeps hashes only;\na token is printed once, when it is made."));
  if (!lamp_command_parse ("token", context, entries, &argc, &argv))
    return LAMP_EXIT_USAGE;
  if (argc > 3 || (argc == 3 && g_str_equal (argv[1], "list")))
    return lamp_command_fail_surplus (argv[argc - 1], _ ("token add NAME, token list or token revoke NAME"));
  if (argc < 2)
    return lamp_command_fail_usage (_ ("what to do with tokens is add, list or revoke"));
  return run (argv[1], argc == 3 ? argv[2] : NULL, store, role != NULL ? role : "viewer");
}
