/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The memory of frames (frame-memory.h): while the map is on screen it is the same from one frame to the next, and afterwards it is given
 * back. By the kernel's own account of the process. Skipped where GTK draws otherwise.
 */
#include "map/frame-memory.h"

#include <string.h>
#include <sys/ipc.h>
#include <sys/shm.h>

#define N_FRAMES 12

typedef struct
{
  GtkWidget *window, *stack, *map, *other;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = g_object_ref_sink (gtk_window_new ());
  fixture->stack = gtk_stack_new ();
  fixture->map = gtk_picture_new (); /* stands for the map */
  fixture->other = gtk_label_new ("no map");
  lamp_frame_memory_hold (fixture->map);
  gtk_stack_add_child (GTK_STACK (fixture->stack), fixture->map);
  gtk_stack_add_child (GTK_STACK (fixture->stack), fixture->other);
  gtk_window_set_child (GTK_WINDOW (fixture->window), fixture->stack);
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 600);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  g_clear_object (&fixture->window);
}

/* Of System V's segments that the process has now: their inodes, which are their ids, in the order of their addresses. */
static char *
dup_segments (void)
{
  g_autofree char *maps = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GString) ids = g_string_new ("");

  if (!g_file_get_contents ("/proc/self/maps", &maps, NULL, NULL))
    return g_strdup ("");
  lines = g_strsplit (maps, "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    if (strstr (lines[i], "/SYSV") != NULL)
      {
        g_auto (GStrv) words = g_strsplit (lines[i], " ", 6);

        g_string_append_printf (ids, "%s ", words[4]);
      }
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
draw_again (Fixture *fixture)
{
  gtk_widget_queue_draw (fixture->window);
  gtk_test_widget_wait_for_draw (fixture->window);
}

/* Some containers have no such memory, or do not tell of it. */
static gboolean
tells_segments (void)
{
  int              id = shmget (IPC_PRIVATE, 4096, IPC_CREAT | 0600);
  void            *at = id >= 0 ? shmat (id, NULL, 0) : (void *)-1;
  g_autofree char *with = dup_segments (), *without = NULL;

  if (at != (void *)-1)
    shmdt (at);
  if (id >= 0)
    shmctl (id, IPC_RMID, NULL);
  without = dup_segments ();
  return g_strcmp0 (with, without) != 0;
}

static gboolean
is_held_here (Fixture *fixture)
{
  if (!tells_segments ())
    {
      g_test_skip ("this system shares no memory, or does not tell");
      return FALSE;
    }
  if (GSK_IS_CAIRO_RENDERER (gtk_native_get_renderer (GTK_NATIVE (fixture->window))) &&
      strstr (G_OBJECT_TYPE_NAME (gtk_widget_get_display (fixture->window)), "X11") != NULL)
    return TRUE;
  g_test_skip ("not drawn by cairo on X11");
  return FALSE;
}

static void
test_held (Fixture *fixture, gconstpointer data)
{
  g_autofree char *held = dup_segments (), *later = NULL;

  if (!is_held_here (fixture))
    return;
  g_assert_cmpstr (held, !=, ""); /* ours is on this machine, and shares its memory */
  for (guint i = 0; i < N_FRAMES; i++)
    {
      g_autofree char *now = NULL;

      draw_again (fixture);
      now = dup_segments ();
      g_assert_cmpstr (now, ==, held);
    }
  gtk_stack_set_visible_child (GTK_STACK (fixture->stack), fixture->other);
  for (guint i = 0; i < N_FRAMES; i++) /* the display is done with the last frame by then */
    draw_again (fixture);
  later = dup_segments ();
  g_assert_null (strstr (later, held));
}

/* Larger and smaller by many times: what is held is enough for each size. */
static void
test_resized (Fixture *fixture, gconstpointer data)
{
  static const int sizes[][2] = { { 300, 200 }, { 1200, 750 }, { 64, 64 }, { 1000, 40 }, { 900, 600 } };

  if (!is_held_here (fixture))
    return;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree char *held = NULL;

      gtk_window_set_default_size (GTK_WINDOW (fixture->window), sizes[i][0], sizes[i][1]);
      for (guint n = 0; n < N_FRAMES; n++)
        draw_again (fixture);
      held = dup_segments ();
      g_test_message ("%d × %d: %s", gtk_widget_get_width (fixture->window), gtk_widget_get_height (fixture->window), held);
      g_assert_cmpstr (held, !=, "");
      for (guint n = 0; n < N_FRAMES; n++)
        {
          g_autofree char *now = NULL;

          draw_again (fixture);
          now = dup_segments ();
          g_assert_cmpstr (now, ==, held);
        }
    }
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
#define ADD(name, function) g_test_add ("/map/frame-memory/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("held", test_held);
  ADD ("resized", test_resized);
  return g_test_run ();
}
