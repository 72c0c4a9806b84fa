/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the pointer is over, on a card: its name, its state, and what a dispatcher would ask next, with units and ages. All of
 * it stands in the inspector too, for who has no pointer.
 */
#include "config.h"
#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE

#include "map/map-private.h"

#include "grid/trace.h"
#include "records/count.h"
#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define WIDEST_CHARS 36

typedef struct
{
  GtkWidget *box;
  GtkGrid   *grid;
  int        n_rows;
  gint64     now_usec;
  double     speed; /* of that clock */
} Card;

static void
add_text (Card *card, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), WIDEST_CHARS);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (GTK_BOX (card->box), label);
}

/* Takes the value; NULL leaves the row out. */
static void
add_row (Card *card, const char *name, char *value)
{
  GtkWidget *label = NULL, *text = NULL;

  if (value == NULL)
    return;
  label = gtk_label_new (name);
  text = gtk_label_new (value);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_label_set_ellipsize (GTK_LABEL (text), PANGO_ELLIPSIZE_END);
  gtk_label_set_max_width_chars (GTK_LABEL (text), WIDEST_CHARS);
  gtk_widget_add_css_class (label, "dim-label");
  gtk_widget_add_css_class (text, "numeric");
  gtk_grid_attach (card->grid, label, 0, card->n_rows, 1, 1);
  gtk_grid_attach (card->grid, text, 1, card->n_rows++, 1, 1);
  g_free (value);
}

static char *
dup_duration (gint64 usec)
{
  gint64 minutes = ABS (usec) / (60 * G_USEC_PER_SEC);

  if (minutes < 1)
    return g_strdup_printf (_ ("%d s"), (int)(ABS (usec) / G_USEC_PER_SEC));
  if (minutes < 60)
    return g_strdup_printf (_ ("%d min"), (int)minutes);
  if (minutes < 24 * 60)
    return g_strdup_printf (_ ("%d h %02d"), (int)(minutes / 60), (int)(minutes % 60));
  return g_strdup_printf (_ ("%d d %d h"), (int)MIN (minutes / 1440, 100000), (int)(minutes % 1440 / 60));
}

/* How long until a time, or by how much it is over; NULL when it is not known. */
static char *
dup_until (gint64 usec, gint64 now_usec)
{
  g_autofree char *duration = usec != LAMP_UNKNOWN_TIME ? dup_duration (usec - now_usec) : NULL;

  if (duration == NULL)
    return NULL;
  return g_strdup_printf (usec >= now_usec ? _ ("in %s") : _ ("%s overdue"), duration);
}

static char *
dup_age (const Card *card, gint64 usec)
{
  g_autofree char *duration = usec != LAMP_UNKNOWN_TIME ? dup_duration (card->now_usec - usec) : NULL;

  if (duration == NULL)
    return NULL;
  return g_strdup_printf (lamp_time_is_ahead (usec, card->now_usec, card->speed) ? _ ("%s ahead: a clock is wrong") : _ ("%s ago"), duration);
}

static char *
dup_count (gint64 count)
{
  return count > 0 ? lamp_count_to_string (count) : NULL;
}

/* With its separators, also where the language of the system has none. */
static char *
dup_figure (double figure)
{
  return lamp_count_to_string ((gint64)floor (MIN (figure, 1e15) + 0.5));
}

static void
add_outage (Card *card, const LampOutage *outage, LampLook look)
{
  static const char *const states[] = {
    [LAMP_LOOK_OUTAGE_PREDICTED] = N_ ("Predicted outage"),
    [LAMP_LOOK_OUTAGE_CONFIRMED] = N_ ("Confirmed outage"),
    [LAMP_LOOK_OUTAGE_PLANNED] = N_ ("Planned outage"),
    [LAMP_LOOK_OUTAGE_MOMENTARY] = N_ ("Momentary outage, restored"),
  };
  gboolean open = lamp_outage_is_open (outage);

  add_text (card, outage->device_name != NULL ? outage->device_name : outage->base.id, "heading");
  add_text (card, _ (states[look]), "dim-label");
  if (outage->acknowledged_by == NULL && open)
    add_text (card, _ ("Not acknowledged yet"), "heading");
  if (outage->customers_out != LAMP_UNKNOWN_INTEGER)
    add_row (card, _ ("Customers out"), lamp_count_to_string (MAX (outage->customers_out, 0)));
  if (outage->key_sites_out != LAMP_UNKNOWN_INTEGER)
    add_row (card, _ ("Key sites out"), dup_count (outage->key_sites_out));
  add_row (card, C_ ("outage", "Began"), dup_age (card, outage->start_usec));
  if (open)
    add_row (card, _ ("Restore by"), dup_until (outage->ert_usec, card->now_usec));
  add_row (card, _ ("Feeder"), g_strdup (outage->feeder));
}

static void
add_crew (Card *card, const LampCrew *crew, LampLook look)
{
  static const char *const states[] = {
    [LAMP_LOOK_CREW_AVAILABLE] = N_ ("Available"),
    [LAMP_LOOK_CREW_ASSIGNED] = N_ ("Assigned"),
    [LAMP_LOOK_CREW_ENROUTE] = N_ ("En route"),
    [LAMP_LOOK_CREW_ON_SITE] = N_ ("On site"),
    [LAMP_LOOK_CREW_SUSPENDED] = N_ ("Suspended"),
    [LAMP_LOOK_CREW_OFF_SHIFT] = N_ ("Off shift"),
  };
  gboolean fresh = lamp_crew_get_fix (crew, card->now_usec, card->speed) == LAMP_FIX_FRESH;

  add_text (card, crew->name != NULL ? crew->name : crew->base.id, "heading");
  add_text (card, _ (states[look]), "dim-label");
  if (crew->position_usec == LAMP_UNKNOWN_TIME)
    add_row (card, _ ("Position"), g_strdup (C_ ("position", "of unknown age")));
  add_row (card, _ ("Position"), dup_age (card, crew->position_usec));
  if (fresh && isfinite (crew->speed_mps) && crew->speed_mps >= 0.5)
    add_row (card, _ ("Speed"), g_strdup_printf (_ ("%.0f km/h"), crew->speed_mps * 3.6));
  if (look != LAMP_LOOK_CREW_OFF_SHIFT && crew->shift_end_usec != LAMP_UNKNOWN_TIME)
    add_row (card, _ ("Shift ends"), dup_until (crew->shift_end_usec, card->now_usec));
  add_row (card, _ ("Vehicle"), g_strdup (crew->vehicle));
  add_row (card, _ ("Phone"), g_strdup (crew->phone));
}

static void
add_site (Card *card, const LampSite *site, LampLook look)
{
  static const char *const states[] = {
    [LAMP_LOOK_SITE] = N_ ("Supplied"),
    [LAMP_LOOK_SITE_LAST_SOURCE] = N_ ("On its last source"),
    [LAMP_LOOK_SITE_ON_BACKUP] = N_ ("On its own backup"),
    [LAMP_LOOK_SITE_OUT] = N_ ("Without supply"),
  };
  const char *mark = lamp_site_class_mark (site->site_class);

  add_text (card, site->name != NULL ? site->name : site->base.id, "heading");
  add_text (card, _ (states[look]), "dim-label");
  if (*mark != '\0')
    add_row (card, C_ ("of a key site", "Class"), g_strdup (mark));
  if (look == LAMP_LOOK_SITE_ON_BACKUP || look == LAMP_LOOK_SITE_OUT)
    add_row (card, _ ("Backup ends"), dup_until (site->harm_usec, card->now_usec));
  if (isfinite (site->critical_kw) && site->critical_kw > 0.0)
    {
      g_autofree char *power = dup_figure (site->critical_kw);

      add_row (card, _ ("Critical load"), g_strdup_printf (C_ ("power", "%s kW"), power));
    }
  add_row (card, _ ("Account"), g_strdup (site->account));
}

static void
add_thing (Card *card, const LampThing *thing)
{
  gpointer record = lamp_item_get_record (thing->item);

  if (thing->kind == LAMP_SELECT_OUTAGE)
    add_outage (card, record, thing->symbol.look);
  else if (thing->kind == LAMP_SELECT_CREW)
    add_crew (card, record, thing->symbol.look);
  else
    add_site (card, record, thing->symbol.look);
}

static char *
dup_rating (const LampNetwork *network, guint32 element)
{
  gboolean         power = network->element_kind[element] == LAMP_ELEMENT_TRANSFORMER || network->element_kind[element] == LAMP_ELEMENT_REGULATOR;
  g_autofree char *figure = NULL;

  if (!(network->element_rating[element] > 0.0f))
    return NULL;
  figure = dup_figure ((double)network->element_rating[element]);
  return g_strdup_printf (power ? C_ ("rating", "%s kVA") : C_ ("rating", "%s A"), figure);
}

static void
add_device (LampMap *self, Card *card, const char *id)
{
  static const char *const kinds[LAMP_ELEMENT_N_KINDS] = {
    [LAMP_ELEMENT_LINE] = N_ ("Line"),
    [LAMP_ELEMENT_BREAKER] = N_ ("Breaker"),
    [LAMP_ELEMENT_RECLOSER] = N_ ("Recloser"),
    [LAMP_ELEMENT_SECTIONALISER] = N_ ("Sectionaliser"),
    [LAMP_ELEMENT_LOAD_BREAK_SWITCH] = N_ ("Load-break switch"),
    [LAMP_ELEMENT_DISCONNECTOR] = N_ ("Disconnector"),
    [LAMP_ELEMENT_FUSE] = N_ ("Fuse"),
    [LAMP_ELEMENT_TRANSFORMER] = N_ ("Transformer"),
    [LAMP_ELEMENT_REGULATOR] = N_ ("Regulator"),
  };
  static const char *const supplies[] = { N_ ("no source reaches it"), N_ ("energised"), N_ ("de-energised"), N_ ("some phases dead") };
  LampNetwork             *network = self->index->network;
  guint32                  element = lamp_network_find_element (network, id);
  const char              *feeder;
  g_autofree char         *state = NULL;

  if (element == LAMP_NONE)
    return;
  feeder = lamp_network_element_feeder_name (network, element);
  state = g_strdup_printf ("%s, %s", _ (kinds[network->element_kind[element]]), _ (supplies[lamp_energisation_get_elements (self->energisation)[element]]));
  add_text (card, lamp_network_element_name (network, element), "heading");
  add_text (card, state, "dim-label");
  if (feeder != NULL && *feeder != '\0')
    add_row (card, _ ("Feeder"), g_strdup (feeder));
  if (network->element_length_m[element] > 0.0f)
    add_row (card, _ ("Length"), lamp_length_text ((double)network->element_length_m[element]));
  add_row (card, _ ("Rating"), dup_rating (network, element));
  add_row (card, _ ("Customers behind"), dup_count (lamp_trace_count_customers (self->energisation, element)));
}

static char *
dup_cluster (const LampMapHit *hit)
{
  if (hit->kind == LAMP_SELECT_OUTAGE)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u outage here: click to look closer", "%u outages here: click to look closer", hit->n), hit->n);
  if (hit->kind == LAMP_SELECT_CREW)
    return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u crew here: click to look closer", "%u crews here: click to look closer", hit->n), hit->n);
  return g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u key site here: click to look closer", "%u key sites here: click to look closer", hit->n), hit->n);
}

static void
fill (LampMap *self, Card *card, const LampMapHit *hit)
{
  const LampThing *thing;

  if (hit->kind == LAMP_SELECT_DEVICE)
    {
      if (self->energisation != NULL)
        add_device (self, card, hit->id);
      return;
    }
  if (hit->n > 1)
    {
      g_autofree char *text = dup_cluster (hit);

      add_text (card, text, "numeric");
      return;
    }
  thing = lamp_live_find (self->live, hit->kind, hit->id);
  if (thing != NULL)
    add_thing (card, thing);
}

GtkWidget *
lamp_map_new_card (LampMap *self, const LampMapHit *hit)
{
  Card card = { .now_usec = lamp_live_get_now (self->live), .speed = lamp_live_get_speed (self->live) };

  if (hit->kind == LAMP_SELECT_NONE)
    return NULL;
  card.box = g_object_ref_sink (gtk_box_new (GTK_ORIENTATION_VERTICAL, 1));
  card.grid = GTK_GRID (g_object_ref_sink (gtk_grid_new ()));
  gtk_grid_set_column_spacing (card.grid, 12);
  gtk_grid_set_row_spacing (card.grid, 1);
  gtk_widget_set_margin_top (GTK_WIDGET (card.grid), 4);
  gtk_widget_add_css_class (card.box, "lamp-card");
  fill (self, &card, hit);
  if (card.n_rows > 0)
    gtk_box_append (GTK_BOX (card.box), GTK_WIDGET (card.grid));
  g_object_unref (card.grid);
  if (gtk_widget_get_first_child (card.box) == NULL)
    g_clear_object (&card.box);
  return card.box;
}
