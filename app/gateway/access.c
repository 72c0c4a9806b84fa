/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See access.h.
 */
#define G_LOG_DOMAIN "lamp-gateway"
#include "config.h"

#include "gateway/access.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/random.h>

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include <glib/gi18n-lib.h>

#define TOKEN_BYTES 32
#define MAX_AGE_USEC (3 * G_USEC_PER_SEC) /* of the table, while tokens are used */
#define MIN_AGE_USEC (G_USEC_PER_SEC / 4) /* an unknown token does not have it read more often */

typedef struct
{
  char          *hash;
  LampAccessFunc func;
  gpointer       user_data;
} Asking;

struct _LampAccess
{
  LampReader *reader;
  GHashTable *tokens; /* hash → LampToken; valid ones */
  gint64      read_usec;
  gboolean    reading;
  GArray     *asking; /* Asking: wait for the table */
  gboolean    freed;  /* while it is being read */
};

LampAccess *
lamp_access_new (LampReader *reader)
{
  LampAccess *access = g_new0 (LampAccess, 1);

  access->reader = lamp_reader_ref (reader);
  access->tokens = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, (GDestroyNotify)lamp_token_free);
  access->asking = g_array_new (FALSE, FALSE, sizeof (Asking));
  return access;
}

void
lamp_access_free (LampAccess *access)
{
  if (access->reading)
    {
      access->freed = TRUE;
      return;
    }
  for (guint i = 0; i < access->asking->len; i++)
    g_free (g_array_index (access->asking, Asking, i).hash);
  g_array_unref (access->asking);
  g_hash_table_unref (access->tokens);
  lamp_reader_unref (access->reader);
  g_free (access);
}

/* Takes the list. */
static void
set_tokens (LampAccess *access, GPtrArray *list)
{
  g_hash_table_remove_all (access->tokens);
  for (guint i = 0; i < list->len; i++)
    {
      LampToken *token = list->pdata[i];

      if (token->revoked_usec == LAMP_UNKNOWN_TIME)
        {
          g_hash_table_insert (access->tokens, token->hash, token);
          list->pdata[i] = NULL;
        }
    }
  g_ptr_array_unref (list);
  access->read_usec = g_get_monotonic_time ();
}

gboolean
lamp_access_load (LampAccess *access, LampStore *store, GError **error)
{
  GPtrArray *list = store->klass->list_tokens (store, error);

  if (list == NULL)
    return FALSE;
  set_tokens (access, list);
  return TRUE;
}

static void
tell (LampAccess *access, const char *hash, LampAccessFunc func, gpointer user_data)
{
  const LampToken *token = g_hash_table_lookup (access->tokens, hash);

  func (token != NULL ? token->name : NULL, token != NULL ? token->role : LAMP_ROLE_NONE, user_data);
}

static gpointer
read_tokens (LampStore *store, gpointer data, GError **error)
{
  return store->klass->list_tokens (store, error);
}

static void
read_cb (gpointer result, const GError *error, gpointer data)
{
  LampAccess *access = data;
  GArray     *asking = access->asking;

  access->reading = FALSE;
  access->asking = g_array_new (FALSE, FALSE, sizeof (Asking));
  if (result != NULL)
    set_tokens (access, result);
  else
    g_warning ("%s", error->message); /* the table stays as it was */
  for (guint i = 0; i < asking->len; i++)
    {
      Asking *one = &g_array_index (asking, Asking, i);

      if (!access->freed)
        tell (access, one->hash, one->func, one->user_data);
      g_free (one->hash);
    }
  g_array_unref (asking);
  if (access->freed)
    lamp_access_free (access);
}

static void
read_again (LampAccess *access)
{
  if (access->reading)
    return;
  access->reading = TRUE;
  lamp_reader_run (access->reader, read_tokens, read_cb, access);
}

void
lamp_access_check (LampAccess *access, const char *token, LampAccessFunc func, gpointer user_data)
{
  g_autofree char *hash = lamp_token_hash (token);
  gint64           age_usec = g_get_monotonic_time () - access->read_usec;
  Asking           asking = { NULL, func, user_data };

  if (g_hash_table_contains (access->tokens, hash) || age_usec < MIN_AGE_USEC)
    {
      if (age_usec > MAX_AGE_USEC)
        read_again (access);
      tell (access, hash, func, user_data);
      return;
    }
  asking.hash = g_steal_pointer (&hash);
  g_array_append_val (access->asking, asking);
  read_again (access);
}

gboolean
lamp_access_is_valid (LampAccess *access, const char *hash)
{
  if (g_get_monotonic_time () - access->read_usec > MAX_AGE_USEC)
    read_again (access);
  return g_hash_table_contains (access->tokens, hash);
}

/* --- making --- */

char *
lamp_token_hash (const char *token)
{
  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, token, -1);
}

char *
lamp_token_make (LampStore *store, const char *name, LampRole role, GError **error)
{
  guchar           bytes[TOKEN_BYTES];
  g_autofree char *text = NULL;
  g_autofree char *hash = NULL;
  LampToken        token = { (char *)name, role, NULL, g_get_real_time (), LAMP_UNKNOWN_TIME };

  if (getrandom (bytes, sizeof bytes, 0) != sizeof bytes)
    {
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_WRITE, _ ("The system gave no random numbers for a token (%s)"), g_strerror (errno));
      return NULL;
    }
  text = g_base64_encode (bytes, sizeof bytes);
  /* RFC 4648's alphabet for addresses and files, which is also RFC 6750's. */
  g_strdelimit (g_strdelimit (text, "+", '-'), "/", '_');
  text[strcspn (text, "=")] = '\0';
  hash = lamp_token_hash (text);
  token.hash = hash;
  return store->klass->add_token (store, &token, error) ? g_steal_pointer (&text) : NULL;
}

static gboolean
is_good (GPtrArray *list, const char *text)
{
  g_autofree char *hash = lamp_token_hash (text);

  for (guint i = 0; i < list->len; i++)
    {
      const LampToken *token = list->pdata[i];

      if (g_str_equal (token->hash, hash) && token->revoked_usec == LAMP_UNKNOWN_TIME && token->role == LAMP_ROLE_DISPATCHER)
        return TRUE;
    }
  return FALSE;
}

/* The first of NAME, NAME-2, NAME-3 … that nobody has had. */
static char *
find_free_name (GPtrArray *list, const char *name)
{
  for (guint n = 1;; n++)
    {
      g_autofree char *candidate = n == 1 ? g_strdup (name) : g_strdup_printf ("%s-%u", name, n);
      gboolean         taken = FALSE;

      for (guint i = 0; i < list->len; i++)
        taken = taken || g_str_equal (((LampToken *)list->pdata[i])->name, candidate);
      if (!taken)
        return g_steal_pointer (&candidate);
    }
}

/* Never readable by others, not even while it is made. */
static gboolean
write_private (const char *path, const char *text, GError **error)
{
  g_autofree char *line = g_strconcat (text, "\n", NULL);

  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_WRITE, _ ("The token file %s is a folder; name a file in it"), path);
      return FALSE;
    }
  if (g_file_set_contents_full (path, line, -1, G_FILE_SET_CONTENTS_CONSISTENT, 0600, error) && g_chmod (path, 0600) == 0)
    return TRUE;
  if (error != NULL && *error == NULL)
    g_set_error (error, LAMP_STORE_ERROR, LAMP_STORE_ERROR_WRITE, _ ("The token file %s cannot be made private (%s)"), path, g_strerror (errno));
  else
    g_prefix_error (error, _ ("The token file cannot be written: "));
  return FALSE;
}

gboolean
lamp_token_write_file (LampStore *store, const char *path, const char *name, GError **error)
{
  g_autoptr (GPtrArray) list = store->klass->list_tokens (store, error);
  g_autofree char *present = NULL;
  g_autofree char *free_name = NULL;
  g_autofree char *token = NULL;

  if (list == NULL)
    return FALSE;
  if (g_file_get_contents (path, &present, NULL, NULL) && is_good (list, g_strstrip (present)))
    return write_private (path, present, error);
  free_name = find_free_name (list, name);
  token = lamp_token_make (store, free_name, LAMP_ROLE_DISPATCHER, error);
  return token != NULL && write_private (path, token, error);
}
