/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A list of steps, looked at a few times a second: a step that is not yet true is tried again until its time is up.
 */
#define G_LOG_DOMAIN "lamp-tour"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/tour.h"

#include "console/order.h"
#include "console/picture.h"
#include "records/assignment.h"
#include "records/outage.h"

#include <glib/gi18n-lib.h>

#define LOOK_INTERVAL_MS 200
/* What was just said in the window is painted and the map has come to rest. */
#define REST_TICKS 4

typedef struct _Step Step;

struct _LampTour
{
  GObject parent_instance;

  LampDesk      *desk;
  GtkWindow     *window;
  LampInspector *inspector;
  LampMap       *map; /* (nullable) */
  char          *folder;

  char *outage; /* the one the story is about */
  guint step, n_looks, n_rest;
  guint n_pictures;
  guint look_id;
};

/* TRUE once it has happened; then a picture of that name is taken, unless it is NULL. */
struct _Step
{
  gboolean (*happens) (LampTour *self);
  const char *picture;
  guint       patience_s;
  const char *what; /* untranslated: for the one who reads the log of a test machine */
};

G_DEFINE_FINAL_TYPE (LampTour, lamp_tour, G_TYPE_OBJECT)

enum {
  ENDED,
  N_SIGNALS,
};
static guint signals[N_SIGNALS];

static const LampOutage *
get_outage (LampTour *self)
{
  LampItem *item = lamp_desk_lookup (self->desk, "outages", self->outage);

  return item != NULL ? lamp_item_get_record (item) : NULL;
}

static gboolean
grid_is_there (LampTour *self)
{
  return lamp_desk_get_network (self->desk) != NULL;
}

/* The most urgent that nobody goes to. */
static gboolean
outage_appears (LampTour *self)
{
  GListModel       *outages = lamp_desk_get_collection (self->desk, "outages");
  const LampOutage *best = NULL;

  for (guint i = 0; outages != NULL && i < g_list_model_get_n_items (outages); i++)
    {
      g_autoptr (LampItem) item = g_list_model_get_item (outages, i);
      const LampOutage *outage = lamp_item_get_record (item);

      if (lamp_outage_is_open (outage) && lamp_outage_is_unassigned (outage) &&
          (best == NULL || lamp_order_outages (outage, best, LAMP_ORDER_HARM) < 0))
        best = outage;
    }
  if (best == NULL)
    return FALSE;
  g_free (self->outage);
  self->outage = g_strdup (best->base.id);
  lamp_desk_show (self->desk, LAMP_SELECT_OUTAGE, self->outage);
  return TRUE;
}

static gboolean
crews_are_suggested (LampTour *self)
{
  return lamp_inspector_get_first_assign (self->inspector) != NULL;
}

static gboolean
assign_is_pressed (LampTour *self)
{
  GtkWidget *button = lamp_inspector_get_first_assign (self->inspector);

  if (button == NULL)
    return FALSE;
  g_signal_emit_by_name (button, "clicked");
  return TRUE;
}

static const LampAssignment *
get_job (LampTour *self)
{
  LampItem *assignment = NULL;

  lamp_desk_get_crew_of_outage (self->desk, self->outage, &assignment);
  return assignment != NULL ? lamp_item_get_record (assignment) : NULL;
}

static gboolean
crew_drives (LampTour *self)
{
  const LampAssignment *job = get_job (self);

  return job != NULL && g_strcmp0 (job->status, "enroute") == 0;
}

static gboolean
crew_is_there (LampTour *self)
{
  const LampAssignment *job = get_job (self);

  return (job != NULL && job->arrived_usec != LAMP_UNKNOWN_TIME) ||
         (get_outage (self) != NULL && !lamp_outage_is_open (get_outage (self)));
}

static gboolean
lights_are_back (LampTour *self)
{
  const LampOutage *outage = get_outage (self);

  return outage != NULL && outage->restored_usec != LAMP_UNKNOWN_TIME && !lamp_outage_is_open (outage);
}

static gboolean
night_falls (LampTour *self)
{
  adw_style_manager_set_color_scheme (adw_style_manager_get_default (), ADW_COLOR_SCHEME_FORCE_DARK);
  return TRUE;
}

static const Step steps[] = {
  { grid_is_there, NULL, 60, "the grid was not there" },
  { outage_appears, "outage", 60, "no outage appeared" },
  { crews_are_suggested, "suggestions", 30, "no crew was suggested" },
  { assign_is_pressed, "assigned", 5, "Assign could not be pressed" },
  { crew_drives, "on-the-way", 60, "the crew did not set out" },
  { crew_is_there, "at-work", 120, "the crew did not arrive" },
  { lights_are_back, "restored", 120, "the lights did not come back" },
  { night_falls, "night", 5, "night did not fall" },
};

static void
end (LampTour *self, const char *problem)
{
  g_clear_handle_id (&self->look_id, g_source_remove);
  g_signal_emit (self, signals[ENDED], 0, problem);
}

static gboolean
take_picture (LampTour *self, const char *name)
{
  g_autofree char *file = g_strdup_printf ("%u-%s.png", ++self->n_pictures, name);
  g_autofree char *path = g_build_filename (self->folder, file, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *problem = NULL;

  if (lamp_picture_save (self->window, path, &error))
    return TRUE;
  problem = g_strdup_printf ("%s: %s", path, error->message);
  end (self, problem);
  return FALSE;
}

/* The map is let come to rest, but not for ever: crews move all the time. */
static gboolean
is_resting (LampTour *self)
{
  self->n_rest++;
  return self->n_rest >= REST_TICKS && (self->map == NULL || lamp_map_is_settled (self->map) || self->n_rest >= 10 * REST_TICKS);
}

static gboolean
look_cb (gpointer data)
{
  g_autoptr (LampTour) self = g_object_ref (LAMP_TOUR (data));
  const Step *step = &steps[self->step];

  if (self->n_rest == 0 && !step->happens (self))
    {
      if (++self->n_looks * LOOK_INTERVAL_MS > step->patience_s * 1000)
        {
          g_autofree char *problem = g_strdup_printf ("%s within %u s", step->what, step->patience_s);

          end (self, problem);
        }
      return self->look_id != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
    }
  if (step->picture != NULL && !is_resting (self))
    return G_SOURCE_CONTINUE;
  if (step->picture != NULL && !take_picture (self, step->picture))
    return G_SOURCE_REMOVE;
  self->n_rest = 0;
  self->n_looks = 0;
  if (++self->step == G_N_ELEMENTS (steps))
    end (self, NULL);
  return self->look_id != 0 ? G_SOURCE_CONTINUE : G_SOURCE_REMOVE;
}

static void
lamp_tour_finalize (GObject *object)
{
  LampTour *self = LAMP_TOUR (object);

  g_clear_handle_id (&self->look_id, g_source_remove);
  g_free (self->folder);
  g_free (self->outage);

  G_OBJECT_CLASS (lamp_tour_parent_class)->finalize (object);
}

static void
lamp_tour_class_init (LampTourClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = lamp_tour_finalize;

  signals[ENDED] = g_signal_new ("ended", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE,
                                 1, G_TYPE_STRING);
}

static void
lamp_tour_init (LampTour *self)
{
}

LampTour *
lamp_tour_new (LampDesk *desk, GtkWindow *window, LampInspector *inspector, LampMap *map, const char *folder)
{
  LampTour *self = g_object_new (LAMP_TYPE_TOUR, NULL);

  self->desk = desk;
  self->window = window;
  self->inspector = inspector;
  self->map = map;
  self->folder = g_strdup (folder);
  return self;
}

void
lamp_tour_start (LampTour *self)
{
  g_return_if_fail (LAMP_IS_TOUR (self));
  g_return_if_fail (self->look_id == 0);

  self->look_id = g_timeout_add (LOOK_INTERVAL_MS, look_cb, self);
}
