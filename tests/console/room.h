/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The window over a desk without a gateway and the toy grid, for tests of what is done on the map. Warnings are fatal.
 * With LAMP_TEST_PICTURES set, pictures are left there.
 */
#pragma once

#include "console/window.h"
#include "grid/fixture.h"

G_BEGIN_DECLS

typedef struct
{
  LampDesk      *desk;
  LampWindow    *window;
  LampNetwork   *network;
  LampStudyMode *mode;
  LampTracing   *tracing;
  GString       *said; /* toasts */
} Room;

/* What comes before the first test: resources, icons, the program's style. */
void room_init (int *argc, char ***argv, const char *home);
/* The program's style, which its application loads by itself. */
void room_load_style (const char *name);
/* `width` of the window, as a pointer. Tearing down waits until desk, study and traces are gone. */
void room_set_up (Room *room, gconstpointer width);
void room_tear_down (Room *room, gconstpointer unused);

void room_wait_for (const char *what, gboolean (*condition) (gpointer data), gpointer data);
/* Conditions: a window has a size and is there; a weak pointer, whose place this is, leads nowhere; a desk has its grid. */
gboolean room_is_mapped (gpointer window);
gboolean room_is_gone (gpointer object);
gboolean room_has_grid (gpointer desk);

typedef gboolean (*Match) (GtkWidget *widget, gconstpointer data);
GtkWidget *room_find (GtkWidget *below, Match matches, gconstpointer data);
gboolean   room_is_of_type (GtkWidget *widget, gconstpointer name);
/* The one of this type in the window. */
GtkWidget *room_part (Room *room, const char *type);
LampMap   *room_map_of (Room *room);
gboolean   room_is_settled (gpointer map);
void       room_picture (Room *room, const char *name);
void       room_assert_says (Room *room, const char *text);
void       room_assert_silent (Room *room, const char *text);

/* An action of the window by its detailed name; may it be done now. */
void     room_act (Room *room, const char *action);
gboolean room_can (Room *room, const char *action);
void     room_choose (Room *room, const char *device);
/* Of the study; 0 without one. */
guint room_n_steps (Room *room);
void  room_close_menu (Room *room);
/* The real state is the normal one still. */
void room_assert_untouched (Room *room);

G_END_DECLS
