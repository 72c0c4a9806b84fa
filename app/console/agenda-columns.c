/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Cells refresh when their item does; those that speak of time also when the desk ticks, those that name a crew also
 * when the assignments change.
 */
#define G_LOG_DOMAIN "lamp-agenda"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/agenda-columns.h"

#include "console/format-urgency.h"
#include "console/line-cell.h"
#include "records/assignment.h"

#include <glib/gi18n-lib.h>

static const char *
outage_icon (const LampOutage *outage)
{
  if (!lamp_outage_is_open (outage))
    return "lamp-outage-restored-symbolic";
  if (outage->planned == TRUE)
    return "lamp-outage-planned-symbolic";
  return g_strcmp0 (outage->status, "predicted") == 0 ? "lamp-outage-predicted-symbolic"
                                                      : "lamp-outage-confirmed-symbolic";
}

static void
label_row (LampLineCell *cell, const LampOutage *outage, const char *device)
{
  gboolean         known = outage->customers_out != LAMP_UNKNOWN_INTEGER;
  g_autofree char *customers = lamp_format_customers (known ? outage->customers_out : 0);
  g_autofree char *label = NULL;

  /* Translators: a screen reader's line for an outage: device, feeder, customers out, status, crew. */
  label = g_strdup_printf (_ ("%s, %s, %s out, %s, %s"),
                           device,
                           outage->feeder != NULL ? outage->feeder : LAMP_FORMAT_NONE,
                           customers,
                           lamp_format_outage_status (outage->status),
                           lamp_format_outage_crew_status (outage->crew_status));
  lamp_line_cell_set_row_label (cell, label);
}

static void
say_device (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampOutage *outage = lamp_item_get_record (item);
  gboolean          open = lamp_outage_is_open (outage);
  g_autofree char  *device = lamp_format_device (outage->device_kind, outage->device_name);

  lamp_line_cell_set_icon (cell, outage_icon (outage), open ? "out" : "quiet");
  lamp_line_cell_set_first (cell, device, "strong");
  lamp_line_cell_set_second (cell, outage->feeder != NULL ? outage->feeder : LAMP_FORMAT_NONE, NULL);
  lamp_line_cell_set_row_class (cell, "unacknowledged", open && outage->acknowledged_by == NULL);
  lamp_line_cell_set_row_class (cell, "conflict", lamp_item_get_pending (item) == LAMP_PENDING_CONFLICT);
  label_row (cell, outage, device);
}

static void
say_out (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampOutage *outage = lamp_item_get_record (item);
  gboolean          harms = lamp_outage_is_open (outage) && outage->key_sites_out > 0;
  g_autofree char  *customers =
      outage->customers_out == LAMP_UNKNOWN_INTEGER ? g_strdup (LAMP_FORMAT_NONE) : lamp_format_count (outage->customers_out);
  g_autofree char *sites = harms ? g_strdup_printf ("★ %" G_GINT64_FORMAT, outage->key_sites_out) : NULL;

  lamp_line_cell_set_first (cell, customers, harms ? "out" : NULL);
  lamp_line_cell_set_second (cell, sites, NULL);
}

static void
say_evidence (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampOutage *outage = lamp_item_get_record (item);
  gint64            calls = MAX (outage->calls, 0), meters = MAX (outage->last_gasps, 0);
  const char       *lines[3] = { NULL };
  guint             n = 0;
  g_autofree char  *by_calls = g_strdup_printf (ngettext ("%d call", "%d calls", (gulong)calls), (int)calls);
  g_autofree char  *by_meters = g_strdup_printf (ngettext ("%d meter", "%d meters", (gulong)meters), (int)meters);

  if (outage->scada != NULL)
    lines[n++] = C_ ("evidence", "SCADA");
  if (calls > 0)
    lines[n++] = by_calls;
  if (meters > 0)
    lines[n++] = by_meters;
  lamp_line_cell_set_first (cell, n > 0 ? lines[0] : LAMP_FORMAT_NONE, NULL);
  lamp_line_cell_set_second (cell, n > 1 ? lines[1] : NULL, NULL);
}

static void
say_started (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampOutage *outage = lamp_item_get_record (item);
  gint64            now_usec = lamp_desk_get_now_usec (desk);
  gboolean          ended = !lamp_outage_is_open (outage) && outage->restored_usec != LAMP_UNKNOWN_TIME;
  g_autofree char  *at = ended ? lamp_format_time (outage->start_usec, now_usec) : lamp_format_time_short (outage->start_usec, now_usec);
  g_autofree char  *elapsed = lamp_format_elapsed (outage->start_usec, ended ? outage->restored_usec : now_usec);

  lamp_line_cell_set_first (cell, at, NULL);
  lamp_line_cell_set_second (cell, elapsed, NULL);
}

static void
say_restore_by (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampOutage *outage = lamp_item_get_record (item);
  gint64            now_usec = lamp_desk_get_now_usec (desk);
  gboolean          overdue = lamp_outage_is_overdue (outage, now_usec);
  g_autofree char  *at = NULL, *left = NULL;

  if (!lamp_outage_is_open (outage))
    {
      at = lamp_format_time (outage->restored_usec, now_usec);
      lamp_line_cell_set_first (cell, at, NULL);
      lamp_line_cell_set_second (cell, lamp_format_outage_status (outage->status), NULL);
      return;
    }
  if (outage->ert_usec == LAMP_UNKNOWN_TIME)
    {
      lamp_line_cell_set_first (cell, LAMP_FORMAT_NONE, NULL);
      lamp_line_cell_set_second (cell, C_ ("restore by", "none yet"), NULL);
      return;
    }
  at = lamp_format_time_short (outage->ert_usec, now_usec); /* cut short, 00:40 would be 10:40 to some */
  left = lamp_format_until (outage->ert_usec, now_usec);
  lamp_line_cell_set_first (cell, at, NULL);
  lamp_line_cell_set_second (cell, left, overdue ? "late" : NULL);
}

/* What of the user's own is on its way; NULL for nothing. */
static const char *
pending_words (LampPending pending)
{
  switch (pending)
    {
    case LAMP_PENDING_SENDING:
      return C_ ("row", "sending…");
    case LAMP_PENDING_WAITING:
      return C_ ("row", "waiting for gateway");
    case LAMP_PENDING_CONFLICT:
      return C_ ("row", "needs your answer");
    case LAMP_PENDING_NONE:
    default:
      return NULL;
    }
}

static void
say_crew (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampOutage *outage = lamp_item_get_record (item);
  LampPending       pending = lamp_item_get_pending (item);
  LampItem         *assignment = NULL;
  LampItem         *crew = lamp_desk_get_crew_of_outage (desk, outage->base.id, &assignment);
  g_autofree char  *status = NULL;

  if (crew != NULL && lamp_outage_is_open (outage))
    {
      const LampAssignment *job = lamp_item_get_record (assignment);
      gint64                now_usec = lamp_desk_get_now_usec (desk);
      gboolean              driving = g_strcmp0 (job->status, "enroute") == 0 && job->eta_usec > now_usec;

      lamp_line_cell_set_first (cell, ((LampCrew *)lamp_item_get_record (crew))->name, NULL);
      if (driving)
        {
          g_autofree char *left = lamp_format_duration ((double)(job->eta_usec - now_usec) / G_USEC_PER_SEC);

          status = g_strdup_printf (C_ ("crew of a row", "en route, %s"), left);
        }
      else
        status = g_strdup (lamp_format_assignment_status (job->status));
    }
  else
    {
      lamp_line_cell_set_first (cell, LAMP_FORMAT_NONE, NULL);
      if (outage->hazard != NULL && lamp_outage_is_open (outage))
        status = g_strdup (lamp_format_hazard (outage->hazard));
    }
  if (pending != LAMP_PENDING_NONE)
    lamp_line_cell_set_second (cell, pending_words (pending), pending == LAMP_PENDING_SENDING ? NULL : "late");
  else
    lamp_line_cell_set_second (cell, status, crew == NULL ? "out" : NULL);
}

static void
say_zone (LampLineCell *cell, LampItem *item, gpointer desk)
{
  const LampOutage *outage = lamp_item_get_record (item);

  lamp_line_cell_set_first (cell, outage->zone != NULL ? outage->zone : LAMP_FORMAT_NONE, NULL);
  lamp_line_cell_set_second (cell, NULL, NULL);
}

/* How a column behaves, beside what the header shows of it. */
typedef struct
{
  LampLineCellFunc say;
  float            xalign;
  gboolean         ticks, crews;
} Behaviour;

static const LampAgendaColumn columns[] = {
  { "device", NC_ ("column", "Device, feeder"), LAMP_ORDER_DEVICE, -1, TRUE },
  { "out", NC_ ("column", "Out"), LAMP_ORDER_OUT, 54, TRUE },
  { "evidence", NC_ ("column", "Evidence"), LAMP_ORDER_EVIDENCE, 84, TRUE },
  { "started", NC_ ("column", "Started"), LAMP_ORDER_STARTED, 86, FALSE },
  { "restore-by", NC_ ("column", "Restore by"), LAMP_ORDER_RESTORE_BY, 92, TRUE },
  { "crew", NC_ ("column", "Crew"), LAMP_ORDER_CREW, 90, TRUE },
  { "zone", NC_ ("column", "Zone"), LAMP_ORDER_ZONE, 86, FALSE },
  { NULL },
};

static const Behaviour behaviours[] = {
  { say_device, 0, FALSE, FALSE },
  { say_out, 1, FALSE, FALSE },
  { say_evidence, 0, FALSE, FALSE },
  { say_started, 0, TRUE, FALSE },
  { say_restore_by, 0, TRUE, FALSE },
  { say_crew, 0, TRUE, TRUE },
  { say_zone, 0, FALSE, FALSE },
};

G_STATIC_ASSERT (G_N_ELEMENTS (behaviours) + 1 == G_N_ELEMENTS (columns));

const LampAgendaColumn *
lamp_agenda_columns (void)
{
  return columns;
}

const char *
lamp_agenda_column_title (const LampAgendaColumn *column)
{
  return g_dpgettext2 (GETTEXT_PACKAGE, "column", column->title);
}

static void
setup_cb (GtkListItemFactory *factory, GtkListItem *list_item, LampDesk *desk)
{
  const Behaviour *behaviour = g_object_get_data (G_OBJECT (factory), "lamp-behaviour");
  GtkWidget       *cell = lamp_line_cell_new (behaviour->xalign, behaviour->say, desk);

  if (behaviour->ticks)
    g_signal_connect_object (desk, "tick", G_CALLBACK (lamp_line_cell_refresh), cell, G_CONNECT_SWAPPED);
  if (behaviour->crews)
    g_signal_connect_object (desk, "assignments-changed", G_CALLBACK (lamp_line_cell_refresh), cell,
                             G_CONNECT_SWAPPED);
  gtk_list_item_set_child (list_item, cell);
}

static void
bind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  lamp_line_cell_set_item (LAMP_LINE_CELL (gtk_list_item_get_child (list_item)), gtk_list_item_get_item (list_item));
}

static void
unbind_cb (GtkListItemFactory *factory, GtkListItem *list_item)
{
  lamp_line_cell_set_item (LAMP_LINE_CELL (gtk_list_item_get_child (list_item)), NULL);
}

static int
compare_cb (gconstpointer a, gconstpointer b, gpointer order)
{
  return lamp_order_outages (lamp_item_get_record ((LampItem *)a), lamp_item_get_record ((LampItem *)b),
                             (LampOrder)GPOINTER_TO_INT (order));
}

void
lamp_agenda_add_columns (GtkColumnView *view, LampDesk *desk)
{
  for (guint i = 0; columns[i].id != NULL; i++)
    {
      GtkListItemFactory  *factory = gtk_signal_list_item_factory_new ();
      GtkColumnViewColumn *column = NULL;
      g_autoptr (GtkSorter) sorter =
          GTK_SORTER (gtk_custom_sorter_new (compare_cb, GINT_TO_POINTER (columns[i].order), NULL));

      g_object_set_data (G_OBJECT (factory), "lamp-behaviour", (gpointer)&behaviours[i]);
      g_signal_connect_object (factory, "setup", G_CALLBACK (setup_cb), desk, 0);
      g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
      g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
      column = gtk_column_view_column_new (lamp_agenda_column_title (&columns[i]), factory);
      gtk_column_view_column_set_sorter (column, sorter);
      gtk_column_view_column_set_resizable (column, TRUE);
      gtk_column_view_column_set_expand (column, columns[i].width_px < 0);
      gtk_column_view_column_set_visible (column, FALSE);
      gtk_column_view_append_column (view, column);
      g_object_unref (column);
      lamp_agenda_show_column (view, i, columns[i].shown);
    }
}

/* GTK 4.8 takes the fixed width of a hidden column from what others may expand into. */
void
lamp_agenda_show_column (GtkColumnView *view, guint nth, gboolean shown)
{
  g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (gtk_column_view_get_columns (view), nth);

  if (gtk_column_view_column_get_visible (column) == shown)
    return;
  gtk_column_view_column_set_fixed_width (column, shown ? columns[nth].width_px : -1);
  gtk_column_view_column_set_visible (column, shown);
}

static void
append_promises (GString *text, const LampOutage *outage, gint64 now_usec)
{
  LampPromise promises[LAMP_PROMISE_N_KINDS];
  guint       n = lamp_promises_from_json (outage->promises, promises);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *promise = lamp_format_promise (&promises[i], now_usec);

      g_string_append_printf (text, "\n%s", promise);
    }
}

char *
lamp_agenda_dup_tooltip (LampDesk *desk, LampItem *item)
{
  const LampOutage *outage = lamp_item_get_record (item);
  gint64            now_usec = lamp_desk_get_now_usec (desk);
  GString          *text = g_string_new (outage->base.id);
  g_autofree char  *evidence = lamp_format_evidence (outage);
  g_autofree char  *restore_by = lamp_format_restore_by (outage, now_usec);
  g_autofree char  *estimate = lamp_outage_is_open (outage) ? lamp_format_estimate (outage) : NULL;
  g_autofree char  *advice = lamp_format_estimate_advice (outage, now_usec);
  g_autofree char  *urgency = lamp_format_urgency (outage, lamp_desk_get_urgent_site (desk, outage), now_usec);

  /* Its name may be longer than its column. */
  if (outage->device_name != NULL)
    {
      g_autofree char *device = lamp_format_device (outage->device_kind, outage->device_name);

      g_string_append_printf (text, " · %s", device);
    }
  if (outage->rank > 0)
    g_string_append_printf (text, _ (" · urgency %d: %s"), (int)outage->rank, urgency);
  g_string_append_printf (text, "\n%s · %s", lamp_format_outage_status (outage->status), evidence);
  g_string_append_c (text, '\n');
  g_string_append_printf (text, _ ("Restore by: %s"), restore_by);
  if (estimate != NULL)
    g_string_append_printf (text, " (%s)", estimate);
  if (advice != NULL)
    g_string_append_printf (text, "\n%s", advice);
  append_promises (text, outage, now_usec);
  if (lamp_outage_is_open (outage) && outage->acknowledged_by == NULL)
    g_string_append_printf (text, "\n%s", _ ("New: press K to acknowledge"));
  return g_string_free (text, FALSE);
}
