/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A story is a list of steps; each is tried a few times a second until it says it is done or its patience ends. Nothing
 * here reaches around the widgets: what they do not offer, a tour cannot do.
 */
#define G_LOG_DOMAIN "lamp-tour"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/tour.h"

#include "console/window-picture.h"
#include "records/assignment.h"
#include "records/outage.h"

#include <glib/gi18n-lib.h>

#include <errno.h>

#define TRY_INTERVAL_MS 100
#define CALM_TRIES 4  /* in a row, before a picture … */
#define REST_TRIES 50 /* … but not for ever: crews move all the time */

typedef struct
{
  gboolean (*done) (LampTour *tour);
  const char *what; /* is waited for; untranslated, context "tour" */
  guint       patience_s;
} Step;

struct _LampTour
{
  GObject parent_instance;

  LampApplication *application; /* borrowed: it owns this */
  LampWindow      *window;      /* weak */
  const Step      *steps;       /* ended by a NULL function */
  char            *target;      /* folder, or file of the one picture */
  char            *outage;      /* the story's */
  guint            step, n_calm, n_rest, n_pictures, try_id;
  gint64           step_began_usec; /* monotonic */
};

G_DEFINE_FINAL_TYPE (LampTour, lamp_tour, G_TYPE_OBJECT)

static void
fail (LampTour *self, const char *sentence)
{
  g_clear_handle_id (&self->try_id, g_source_remove);
  lamp_application_end (self->application, 1, sentence);
}

static LampMap *
map_of (LampTour *self)
{
  return lamp_desk_view_get_map (lamp_window_get_view (self->window));
}

static const LampOutage *
outage_of (LampTour *self)
{
  LampItem *item = lamp_desk_lookup (lamp_window_get_desk (self->window), "outages", self->outage);

  return item != NULL ? lamp_item_get_record (item) : NULL;
}

/* How far the crew on the outage is; NULL when there is none. */
static const char *
job_status (LampTour *self)
{
  LampItem *assignment = NULL;

  lamp_desk_get_crew_of_outage (lamp_window_get_desk (self->window), self->outage, &assignment);
  return assignment != NULL ? ((LampAssignment *)lamp_item_get_record (assignment))->status : NULL;
}

static gboolean
is_over (LampTour *self)
{
  const LampOutage *outage = outage_of (self);

  return outage == NULL || !lamp_outage_is_open (outage);
}

static gboolean
is_calm (LampTour *self)
{
  self->n_calm = lamp_map_is_settled (map_of (self)) ? self->n_calm + 1 : 0;
  return self->n_calm >= CALM_TRIES || ++self->n_rest >= REST_TRIES;
}

/* FALSE when there was nothing to be seen yet: the step tries again. */
static gboolean
save_picture (LampTour *self, const char *path)
{
  g_autoptr (GError) error = NULL;

  if (lamp_window_picture_save (GTK_WINDOW (self->window), path, &error))
    return TRUE;
  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_NOT_INITIALIZED))
    fail (self, error->message);
  return FALSE;
}

static gboolean
take_picture (LampTour *self, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%u-%s.png", self->n_pictures + 1, name);
  g_autofree char *path = g_build_filename (self->target, file, NULL);

  if (!save_picture (self, path))
    return FALSE;
  self->n_pictures++;
  return TRUE;
}

/* --- The steps --- */

static gboolean
gateway_open (LampTour *self)
{
  LampDesk    *desk = lamp_window_get_desk (self->window);
  LampSession *session = desk != NULL ? lamp_desk_get_session (desk) : NULL;

  return session != NULL && lamp_session_get_state (session) == LAMP_SESSION_LIVE;
}

static gboolean
map_drawn (LampTour *self)
{
  return lamp_desk_get_energisation (lamp_window_get_desk (self->window)) != NULL && is_calm (self);
}

/* Before anything happens. */
static gboolean
window_seen (LampTour *self)
{
  return take_picture (self, "the-grid-day");
}

static gboolean
outage_appeared (LampTour *self)
{
  LampAgenda *agenda = lamp_desk_view_get_agenda (lamp_window_get_view (self->window));
  g_autoptr (LampItem) first = g_list_model_get_item (lamp_agenda_get_rows (agenda), 0);

  if (first == NULL)
    return FALSE;
  g_free (self->outage);
  self->outage = g_strdup (lamp_item_get_id (first));
  return take_picture (self, "outage-appears-day");
}

static gboolean
outage_chosen (LampTour *self)
{
  lamp_agenda_activate (lamp_desk_view_get_agenda (lamp_window_get_view (self->window)), 0);
  return lamp_selection_is (lamp_desk_get_selection (lamp_window_get_desk (self->window)), LAMP_SELECT_OUTAGE,
                            self->outage);
}

static GtkWidget *
assign_button (LampTour *self)
{
  GtkWidget *button = lamp_inspector_get_first_assign (lamp_desk_view_get_inspector (lamp_window_get_view (self->window)));

  return button != NULL && gtk_widget_get_mapped (button) && gtk_widget_is_sensitive (button) ? button : NULL;
}

static gboolean
crew_suggested (LampTour *self)
{
  return assign_button (self) != NULL && is_calm (self) && take_picture (self, "crews-suggested-day");
}

static gboolean
assign_pressed (LampTour *self)
{
  GtkWidget *button = assign_button (self);

  return button != NULL && gtk_widget_activate (button);
}

static gboolean
crew_assigned (LampTour *self)
{
  return job_status (self) != NULL && is_calm (self) && take_picture (self, "crew-assigned-day");
}

static gboolean
night_fallen (LampTour *self)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  return TRUE;
}

static gboolean
crew_driving (LampTour *self)
{
  const char *status = job_status (self);

  if (status == NULL || g_str_equal (status, "assigned") || g_str_equal (status, "acknowledged"))
    return is_over (self);
  return is_calm (self) && take_picture (self, "crew-on-its-way-night");
}

static gboolean
crew_working (LampTour *self)
{
  const char *status = job_status (self);

  if (g_strcmp0 (status, "arrived") != 0 && g_strcmp0 (status, "working") != 0)
    return is_over (self);
  return is_calm (self) && take_picture (self, "crew-at-work-night");
}

static gboolean
lights_back (LampTour *self)
{
  const LampOutage *outage = outage_of (self);

  if (outage != NULL && g_strcmp0 (outage->status, "cancelled") == 0)
    {
      fail (self, _ ("The story ended early: its outage was cancelled. Start the tour again."));
      return FALSE;
    }
  return is_over (self);
}

static gboolean
day_broken (LampTour *self)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_LIGHT);
  self->n_calm = self->n_rest = 0;
  return TRUE;
}

static gboolean
last_picture (LampTour *self)
{
  return is_calm (self) && take_picture (self, "lights-are-back-day");
}

static gboolean
only_picture (LampTour *self)
{
  return save_picture (self, self->target);
}

static const Step story[] = {
  { day_broken, NC_ ("tour", "the day"), 1 },
  { gateway_open, NC_ ("tour", "the gateway to answer"), 30 },
  { map_drawn, NC_ ("tour", "the map to be drawn"), 60 },
  { window_seen, NC_ ("tour", "the picture"), 5 },
  { outage_appeared, NC_ ("tour", "an outage"), 60 },
  { outage_chosen, NC_ ("tour", "the outage to be selected"), 5 },
  { crew_suggested, NC_ ("tour", "a crew to be suggested"), 20 },
  { assign_pressed, NC_ ("tour", "Assign to be pressed"), 5 },
  { crew_assigned, NC_ ("tour", "the crew to be assigned"), 20 },
  { night_fallen, NC_ ("tour", "the night"), 1 },
  { crew_driving, NC_ ("tour", "the crew to drive"), 60 },
  { crew_working, NC_ ("tour", "the crew to arrive"), 180 },
  { lights_back, NC_ ("tour", "the lights to be back"), 180 },
  { day_broken, NC_ ("tour", "the day"), 1 },
  { last_picture, NC_ ("tour", "the last picture"), 20 },
  { NULL },
};

static const Step one_picture[] = {
  { gateway_open, NC_ ("tour", "the gateway to answer"), 30 },
  { map_drawn, NC_ ("tour", "the map to be drawn"), 60 },
  { only_picture, NC_ ("tour", "the picture"), 20 },
  { NULL },
};

/* --- Playing --- */

static char *
dup_complaint (LampTour *self)
{
  const Step  *step = &self->steps[self->step];
  const char  *what = g_dpgettext2 (GETTEXT_PACKAGE, "tour", step->what);
  LampDesk    *desk = lamp_window_get_desk (self->window);
  LampSession *session = desk != NULL ? lamp_desk_get_session (desk) : NULL;
  const char  *state = session != NULL ? lamp_session_get_state_text (session) : "";

  /* TRANSLATORS: a number of seconds, what was waited for, and what the gateway's state is, if it is not well. */
  return g_strdup_printf (_ ("Waited %u s for %s, which did not happen. %s"), step->patience_s, what, state);
}

static gboolean
try_cb (gpointer data)
{
  g_autoptr (LampTour) self = g_object_ref (data);
  gint64 waited_usec = g_get_monotonic_time () - self->step_began_usec;

  if (self->window == NULL)
    {
      self->try_id = 0;
      return G_SOURCE_REMOVE;
    }
  if (self->steps[self->step].done (self))
    {
      self->step++;
      self->n_calm = self->n_rest = 0;
      self->step_began_usec = g_get_monotonic_time ();
    }
  else if (self->try_id != 0 && waited_usec > (gint64)self->steps[self->step].patience_s * G_USEC_PER_SEC)
    {
      g_autofree char *sentence = dup_complaint (self);

      fail (self, sentence);
    }
  if (self->try_id == 0)
    return G_SOURCE_REMOVE;
  if (self->steps[self->step].done != NULL)
    return G_SOURCE_CONTINUE;
  self->try_id = 0;
  lamp_application_end (self->application, 0, NULL);
  return G_SOURCE_REMOVE;
}

static void
lamp_tour_dispose (GObject *object)
{
  LampTour *self = LAMP_TOUR (object);

  g_clear_handle_id (&self->try_id, g_source_remove);
  g_clear_weak_pointer (&self->window);

  G_OBJECT_CLASS (lamp_tour_parent_class)->dispose (object);
}

static void
lamp_tour_finalize (GObject *object)
{
  g_free (LAMP_TOUR (object)->target);
  g_free (LAMP_TOUR (object)->outage);

  G_OBJECT_CLASS (lamp_tour_parent_class)->finalize (object);
}

static void
lamp_tour_class_init (LampTourClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = lamp_tour_dispose;
  G_OBJECT_CLASS (klass)->finalize = lamp_tour_finalize;
}

static void
lamp_tour_init (LampTour *self)
{
}

static LampTour *
start (LampApplication *application, LampWindow *window, const char *target, const Step *steps)
{
  LampTour *self = g_object_new (LAMP_TYPE_TOUR, NULL);

  self->application = application;
  g_set_weak_pointer (&self->window, window);
  self->target = g_strdup (target);
  self->steps = steps;
  self->step_began_usec = g_get_monotonic_time ();
  self->try_id = g_timeout_add (TRY_INTERVAL_MS, try_cb, self);
  return self;
}

LampTour *
lamp_tour_new (LampApplication *application, LampWindow *window, const char *folder)
{
  LampTour *self = start (application, window, folder, story);

  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_autofree char *sentence =
          g_strdup_printf (_ ("The folder %s cannot be made (%s). Choose another."), folder, g_strerror (errno));

      fail (self, sentence);
    }
  return self;
}

LampTour *
lamp_tour_new_screenshot (LampApplication *application, LampWindow *window, const char *file)
{
  return start (application, window, file, one_picture);
}
