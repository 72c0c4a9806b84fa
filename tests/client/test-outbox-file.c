/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The file of the outbox, cut at every byte, damaged at every byte, shared by windows, and while the disk is full: what
 * was whole before the damage is there, nothing comes back that was ended, and nothing crashes.
 */
#include "fake-gateway.h"

#include "client/json.h"
#include "client/outbox-private.h"
#include "folder.h"

#include <glib/gstdio.h>

#include <string.h>
#include <sys/resource.h>

#define URL "http://gateway"

static char *
find_file (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name = NULL;

  while ((name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, "outbox-") && g_str_has_suffix (name, ".jsonl"))
      return g_build_filename (folder, name, NULL);
  g_assert_not_reached ();
}

static LampOutboxFile *
open_file (const char *folder, GPtrArray **lines)
{
  g_autoptr (GError) error = NULL;
  LampOutboxFile *file = lamp_outbox_file_open (folder, URL, lines, &error);

  g_assert_no_error (error);
  return file;
}

/* Keys of what is open, in order: "a b c". */
static char *
read_keys (const char *folder)
{
  g_autoptr (GPtrArray) lines = NULL;
  LampOutboxFile *file = open_file (folder, &lines);
  GString        *keys = g_string_new (NULL);

  for (guint i = 0; i < lines->len; i++)
    g_string_append_printf (keys, "%s%s", i > 0 ? " " : "", lamp_json_string (g_ptr_array_index (lines, i), "key"));
  lamp_outbox_file_close (file);
  return g_string_free (keys, FALSE);
}

static void
append (LampOutboxFile *file, const char *text)
{
  g_autoptr (JsonNode) node = lamp_json_parse (text, strlen (text), NULL);

  g_assert_nonnull (node);
  lamp_outbox_file_append (file, json_node_get_object (node), NULL, NULL);
}

static const char *const story[] = {
  "{\"op\":\"command\",\"key\":\"a\",\"kind\":\"note\",\"text\":\"Kabel \\u00fcber dem Weg\\n\"}",
  "{\"op\":\"command\",\"key\":\"b\",\"kind\":\"assign\",\"body\":{\"x\":[1,2,{\"y\":null}]}}",
  "{\"op\":\"command\",\"key\":\"a\",\"kind\":\"note\",\"attempted\":true}",
  "{\"op\":\"command\",\"key\":\"c\",\"kind\":\"close\"}",
  "{\"op\":\"gone\",\"key\":\"a\"}",
  "{\"op\":\"command\",\"key\":\"d\",\"replaces\":\"b\",\"kind\":\"assign\"}",
  "{\"op\":\"gone\",\"key\":\"z\"}",
  "{\"op\":\"command\",\"key\":\"e\",\"kind\":\"note\"}",
  "{\"op\":\"gone\",\"key\":\"c\"}",
};
/* What is open after so many lines. */
static const char *const open_after[] = { "", "a", "a b", "a b", "a b c", "b c", "d c", "d c", "d c e", "d e" };

static char *
write_story (const char *folder, gsize *size)
{
  g_autoptr (GPtrArray) lines = NULL;
  g_autofree char *path = NULL;
  LampOutboxFile  *file = open_file (folder, &lines);
  char            *text = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (story); i++)
    append (file, story[i]);
  lamp_outbox_file_close (file);
  path = find_file (folder);
  g_assert_true (g_file_get_contents (path, &text, size, NULL));
  return text;
}

static void
test_cut_anywhere (void)
{
  g_autofree char *folder = fake_folder ();
  gsize            size = 0;
  g_autofree char *text = write_story (folder, &size);
  g_autofree char *path = find_file (folder);
  guint            n_whole = 0;

  for (gsize cut = 0; cut <= size; cut++)
    {
      g_autofree char *keys = NULL;

      n_whole += cut > 0 && text[cut - 1] == '\n' ? 1 : 0;
      g_assert_true (g_file_set_contents (path, text, (gssize)cut, NULL));
      keys = read_keys (folder);
      g_assert_cmpstr (keys, ==, open_after[n_whole]);
      g_free (keys);
      /* Reading has written it anew: the same comes out of that. */
      keys = read_keys (folder);
      g_assert_cmpstr (keys, ==, open_after[n_whole]);
    }
  g_assert_cmpuint (n_whole, ==, G_N_ELEMENTS (story));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  folder_remove (folder);
}

/* The last line is about e alone, whatever happened to the others: e and nothing that was not written comes out. */
static void
test_damaged_anywhere (void)
{
  g_autofree char *folder = fake_folder ();
  gsize            size = 0;
  g_autofree char *text = write_story (folder, &size);
  g_autofree char *path = find_file (folder);
  g_autofree char *damaged = g_strndup (text, size);
  const char       bytes[] = { '\0', '\n', '"', '{', '[', '\xff', 'z' };
  const gsize      from_e = (gsize)(strstr (text, "\"key\":\"e\"") - text) - 20;

  for (gsize at = 0; at < from_e; at++)
    {
      g_autofree char *keys = NULL;

      memcpy (damaged, text, size);
      damaged[at] = bytes[at % G_N_ELEMENTS (bytes)];
      g_assert_true (g_file_set_contents (path, damaged, (gssize)size, NULL));
      keys = read_keys (folder);
      g_assert_true (g_str_has_suffix (keys, "e"));
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  folder_remove (folder);
}

/* Killed while the file is written anew: what is aside and what is in the file already, at every byte. */
static void
test_cut_while_rewriting (void)
{
  g_autofree char *folder = fake_folder ();
  gsize            size = 0;
  g_autofree char *before = write_story (folder, &size);
  g_autofree char *path = find_file (folder);
  g_autofree char *aside = g_strconcat (path, ".new", NULL);
  g_autofree char *keys = read_keys (folder);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  for (gsize cut = 0; cut <= size; cut++)
    {
      g_autofree char *now = NULL;

      g_assert_true (g_file_set_contents (aside, text, (gssize)size, NULL));
      g_assert_true (g_file_set_contents (path, text, (gssize)cut, NULL));
      now = read_keys (folder);
      g_assert_cmpstr (now, ==, keys);
      g_assert_false (g_file_test (aside, G_FILE_TEST_EXISTS));
    }
  while (g_main_context_iteration (NULL, FALSE))
    ;
  folder_remove (folder);
}

static void
test_windows (void)
{
  g_autofree char *folder = fake_folder ();
  g_autofree char *keys = NULL;
  g_autoptr (GPtrArray) first_lines = NULL;
  g_autoptr (GPtrArray) second_lines = NULL;
  g_autoptr (GPtrArray) other_lines = NULL;
  g_autoptr (GError) error = NULL;
  LampOutboxFile *first = open_file (folder, &first_lines);
  LampOutboxFile *second = open_file (folder, &second_lines);
  LampOutboxFile *other = NULL;

  append (first, "{\"op\":\"command\",\"key\":\"a\"}");
  append (second, "{\"op\":\"command\",\"key\":\"b\"}");
  /* Another gateway's. */
  other = lamp_outbox_file_open (folder, "http://other", &other_lines, &error);
  g_assert_no_error (error);
  append (other, "{\"op\":\"command\",\"key\":\"o\"}");
  lamp_outbox_file_close (other);
  lamp_outbox_file_close (second);
  /* The first window still lives: its command is not taken from it, the second's is taken over. */
  keys = read_keys (folder);
  g_assert_cmpstr (keys, ==, "b");
  lamp_outbox_file_close (first);
  g_free (keys);
  keys = read_keys (folder);
  g_assert_cmpstr (keys, ==, "a b");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  folder_remove (folder);
}

static void
refused_cb (const GError *error, gpointer user_data)
{
  *(int *)user_data = error != NULL ? 1 : 2;
}

/* The disk is full in the middle of a line: that line is not kept, the next one is, once there is room. */
static void
test_full_disk (void)
{
  g_autofree char *folder = fake_folder ();
  g_autofree char *keys = NULL;
  g_autofree char *big = g_strnfill (5000, 'x');
  g_autofree char *long_line = g_strdup_printf ("{\"op\":\"command\",\"key\":\"b\",\"text\":\"%s\"}", big);
  g_autoptr (JsonNode) node = lamp_json_parse (long_line, strlen (long_line), NULL);
  g_autoptr (GPtrArray) lines = NULL;
  LampOutboxFile *file = open_file (folder, &lines);
  struct rlimit   limit;
  struct rlimit   full;
  int             answer = 0;

  append (file, "{\"op\":\"command\",\"key\":\"a\"}");
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  signal (SIGXFSZ, SIG_IGN);
  full = limit;
  full.rlim_cur = 1000;
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &full), ==, 0);
  lamp_outbox_file_append (file, json_node_get_object (node), refused_cb, &answer);
  WAIT (answer != 0);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  g_assert_cmpint (answer, ==, 1);
  append (file, "{\"op\":\"command\",\"key\":\"c\"}");
  lamp_outbox_file_close (file);
  keys = read_keys (folder);
  g_assert_cmpstr (keys, ==, "a c");
  while (g_main_context_iteration (NULL, FALSE))
    ;
  folder_remove (folder);
}

static void
test_no_folder (void)
{
  g_autofree char *folder = fake_folder ();
  g_autofree char *file = g_build_filename (folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "state", NULL);
  g_autoptr (GPtrArray) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (file, "x", 1, NULL));
  g_assert_null (lamp_outbox_file_open (below, URL, &lines, &error));
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "commands could not be kept"));
  g_assert_cmpuint (lines->len, ==, 0);
  folder_remove (folder);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/client/outbox-file/cut-anywhere", test_cut_anywhere);
  g_test_add_func ("/client/outbox-file/damaged-anywhere", test_damaged_anywhere);
  g_test_add_func ("/client/outbox-file/cut-while-rewriting", test_cut_while_rewriting);
  g_test_add_func ("/client/outbox-file/windows", test_windows);
  g_test_add_func ("/client/outbox-file/full-disk", test_full_disk);
  g_test_add_func ("/client/outbox-file/no-folder", test_no_folder);
  return g_test_run ();
}
