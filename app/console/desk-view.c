/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Sizes of panes are written to the settings once, when the view goes: not for every pixel of a drag.
 */
#define G_LOG_DOMAIN "lamp-desk-view"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/desk-view.h"

#include "console/freshness.h"
#include "console/kpi-strip.h"
#include "console/list-glue.h"
#include "console/map-pane.h"
#include "console/settings.h"
#include "console/side-panel.h"

#include <glib/gi18n-lib.h>

#define LISTS_MIN_PX 280
#define ROSTER_MIN_PX 120

struct _LampDeskView
{
  GtkWidget parent_instance;

  /* Template. */
  GtkWidget *root;
  GtkBox    *strip_place;
  GtkPaned  *paned;
  GtkPaned  *lists;
  GtkStack  *roster_stack;
  AdwFlap   *flap;

  LampDesk      *desk;
  GSettings     *settings; /* delayed */
  LampFreshness *freshness;
  LampAgenda    *agenda;
  LampRoster    *crews, *sites;
  LampMapPane   *map_pane;
  LampInspector *inspector;
  LampSidePanel *panel;
  GtkWidget     *close; /* of the inspector that lies over the map */
  int            width_px, height_px;
  gboolean       placed; /* the lower list has got its height */
  guint          fit_id, focus_id;
  const char    *focus_pane; /* static; gets the focus when it is laid out */
};

G_DEFINE_FINAL_TYPE (LampDeskView, lamp_desk_view, GTK_TYPE_WIDGET)

gboolean
lamp_desk_view_is_folded (LampDeskView *self)
{
  g_return_val_if_fail (LAMP_IS_DESK_VIEW (self), FALSE);

  return adw_flap_get_fold_policy (self->flap) == ADW_FLAP_FOLD_POLICY_ALWAYS;
}

static void
set_stale (gpointer part, gboolean stale)
{
  if (stale)
    gtk_widget_add_css_class (part, "stale");
  else
    gtk_widget_remove_css_class (part, "stale");
}

/* Colour says what is so now. What a study shows is reckoned: it does not get old, on the map or in the inspector. */
static void
update_stale (LampDeskView *self)
{
  gboolean stale = lamp_desk_is_stale (self->desk);

  set_stale (self->lists, stale);
  set_stale (self->map_pane, stale);
  set_stale (self->inspector, stale && !lamp_study_mode_is_on (lamp_desk_get_study (self->desk)));
}

/* Over the map the inspector is there only while it has something to say. */
static void
update_panel (LampDeskView *self)
{
  gboolean folded = lamp_desk_view_is_folded (self);
  gboolean any = lamp_selection_get_kind (lamp_desk_get_selection (self->desk)) != LAMP_SELECT_NONE;
  gboolean shown = g_settings_get_boolean (self->settings, "inspector-shown") && (any || !folded);

  adw_flap_set_reveal_flap (self->flap, shown);
  gtk_widget_set_visible (self->close, folded);
  lamp_map_pane_set_covered (self->map_pane, folded && shown ? lamp_side_panel_get_width (self->panel) : 0);
}

/* What is chosen in a list is looked for on the map. */
static void
selection_changed_cb (LampDeskView *self)
{
  LampPoint at;

  update_panel (self);
  if (lamp_map_locate_selected (lamp_map_pane_get_map (self->map_pane), &at))
    lamp_map_pane_reveal (self->map_pane, at);
}

static void
update_lists (LampDeskView *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->lists), g_settings_get_boolean (self->settings, "lists-shown"));
}

/* The lower list's height is what is remembered; the paned knows the upper one's. */
static void
place_roster (LampDeskView *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->lists));
  int wanted = g_settings_get_int (self->settings, "roster-height");

  if (self->placed || height <= 0)
    return;
  self->placed = TRUE;
  gtk_paned_set_position (self->lists, MAX (height - MIN (wanted, height * 2 / 5), ROSTER_MIN_PX));
}

static gboolean
fit_cb (gpointer data)
{
  LampDeskView *self = data;
  gboolean      narrow = self->width_px < LAMP_FOLD_BELOW_PX;

  self->fit_id = 0;
  place_roster (self);
  lamp_freshness_set_compact (self->freshness, narrow);
  if (narrow != lamp_desk_view_is_folded (self))
    {
      adw_flap_set_fold_policy (self->flap, narrow ? ADW_FLAP_FOLD_POLICY_ALWAYS : ADW_FLAP_FOLD_POLICY_NEVER);
      update_panel (self);
    }
  return G_SOURCE_REMOVE;
}

static void
lamp_desk_view_measure (GtkWidget     *widget,
                        GtkOrientation orientation,
                        int            for_size,
                        int           *minimum,
                        int           *natural,
                        int           *minimum_baseline,
                        int           *natural_baseline)
{
  gtk_widget_measure (LAMP_DESK_VIEW (widget)->root, orientation, for_size, minimum, natural, NULL, NULL);
}

/* Folding changes what is laid out, which is not allowed while it is laid out: before the next frame, then. */
static void
lamp_desk_view_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  LampDeskView *self = LAMP_DESK_VIEW (widget);

  gtk_widget_size_allocate (self->root, &(GtkAllocation){ 0, 0, width, height }, baseline);
  if (width == self->width_px && height == self->height_px)
    return;
  self->width_px = width;
  self->height_px = height;
  if (self->fit_id == 0)
    self->fit_id = g_idle_add_full (G_PRIORITY_HIGH_IDLE, fit_cb, self, NULL);
}

/* What a figure counts, shown where it can be worked on. */
static void
kpi_cb (LampDeskView *self, LampKpi kpi)
{
  switch (kpi)
    {
    case LAMP_KPI_SITES_OUT:
    case LAMP_KPI_SITES_EXPOSED:
      lamp_desk_view_focus (self, "sites");
      lamp_map_fit (lamp_map_pane_get_map (self->map_pane), LAMP_FIT_SITES);
      return;
    case LAMP_KPI_UNASSIGNED:
      lamp_agenda_set_filter (self->agenda, LAMP_FILTER_UNASSIGNED);
      break;
    case LAMP_KPI_OVERDUE:
      lamp_agenda_set_filter (self->agenda, LAMP_FILTER_OVERDUE);
      break;
    case LAMP_KPI_CUSTOMERS:
    case LAMP_KPI_OUTAGES:
    case LAMP_N_KPIS:
    default:
      lamp_agenda_set_filter (self->agenda, LAMP_FILTER_OPEN);
      break;
    }
  lamp_desk_view_focus (self, "outages");
  lamp_map_fit (lamp_map_pane_get_map (self->map_pane), LAMP_FIT_OUTAGES);
}

static void
close_inspector_cb (LampDeskView *self)
{
  lamp_desk_select (self->desk, LAMP_SELECT_NONE, NULL);
}

static void
remember_sizes (LampDeskView *self)
{
  int height = gtk_widget_get_height (GTK_WIDGET (self->lists));

  if (!self->placed)
    return;
  if (gtk_widget_get_visible (GTK_WIDGET (self->lists)) && height > 0)
    {
      g_settings_set_int (self->settings, "lists-width", CLAMP (gtk_paned_get_position (self->paned), LISTS_MIN_PX, 2000));
      g_settings_set_int (self->settings, "roster-height",
                          CLAMP (height - gtk_paned_get_position (self->lists), ROSTER_MIN_PX, 2000));
    }
  g_settings_set_int (self->settings, "inspector-width", lamp_side_panel_get_width (self->panel));
  g_settings_set_string (self->settings, "roster-page", gtk_stack_get_visible_child_name (self->roster_stack));
  g_settings_apply (self->settings);
}

static void
lamp_desk_view_unmap (GtkWidget *widget)
{
  remember_sizes (LAMP_DESK_VIEW (widget));
  GTK_WIDGET_CLASS (lamp_desk_view_parent_class)->unmap (widget);
}

static void
lamp_desk_view_dispose (GObject *object)
{
  LampDeskView *self = LAMP_DESK_VIEW (object);

  g_clear_handle_id (&self->fit_id, g_source_remove);
  g_clear_handle_id (&self->focus_id, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), LAMP_TYPE_DESK_VIEW);
  g_clear_object (&self->settings);
  g_clear_object (&self->desk);

  G_OBJECT_CLASS (lamp_desk_view_parent_class)->dispose (object);
}

static void
lamp_desk_view_class_init (LampDeskViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lamp_desk_view_dispose;
  widget_class->measure = lamp_desk_view_measure;
  widget_class->size_allocate = lamp_desk_view_size_allocate;
  widget_class->unmap = lamp_desk_view_unmap;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/lamplighter/Lamplighter/ui/desk-view.ui");
  gtk_widget_class_bind_template_child (widget_class, LampDeskView, root);
  gtk_widget_class_bind_template_child (widget_class, LampDeskView, strip_place);
  gtk_widget_class_bind_template_child (widget_class, LampDeskView, paned);
  gtk_widget_class_bind_template_child (widget_class, LampDeskView, lists);
  gtk_widget_class_bind_template_child (widget_class, LampDeskView, roster_stack);
  gtk_widget_class_bind_template_child (widget_class, LampDeskView, flap);
}

static void
lamp_desk_view_init (LampDeskView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->settings = lamp_settings_new ();
  g_settings_delay (self->settings);
}

static LampRoster *
add_roster (LampDeskView *self, LampSelectKind kind, const char *name)
{
  GtkWidget    *roster = lamp_roster_new (self->desk, kind);
  GtkStackPage *page = gtk_stack_add_named (self->roster_stack, roster, name);

  g_object_bind_property (roster, "title", page, "title", G_BINDING_SYNC_CREATE);
  return LAMP_ROSTER (roster);
}

static void
add_lists (LampDeskView *self)
{
  self->agenda = LAMP_AGENDA (lamp_agenda_new (self->desk));
  gtk_paned_set_start_child (self->lists, GTK_WIDGET (self->agenda));
  self->crews = add_roster (self, LAMP_SELECT_CREW, "crews");
  self->sites = add_roster (self, LAMP_SELECT_SITE, "sites");
}

static void
add_inspector (LampDeskView *self, LampCommandFlow *flow)
{
  GtkWidget *overlay = gtk_overlay_new ();

  self->inspector = LAMP_INSPECTOR (lamp_inspector_new (self->desk, flow));
  gtk_overlay_set_child (GTK_OVERLAY (overlay), GTK_WIDGET (self->inspector));
  gtk_overlay_set_measure_overlay (GTK_OVERLAY (overlay), GTK_WIDGET (self->inspector), TRUE);
  self->close = gtk_button_new_from_icon_name ("window-close-symbolic");
  gtk_widget_set_halign (self->close, GTK_ALIGN_END);
  gtk_widget_set_valign (self->close, GTK_ALIGN_START);
  gtk_widget_add_css_class (self->close, "flat");
  gtk_widget_add_css_class (self->close, "circular");
  gtk_widget_set_tooltip_text (self->close, _ ("Close the Inspector (Esc)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->close), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("Close the inspector"), -1);
  g_signal_connect_swapped (self->close, "clicked", G_CALLBACK (close_inspector_cb), self);
  gtk_overlay_add_overlay (GTK_OVERLAY (overlay), self->close);
  self->panel = LAMP_SIDE_PANEL (lamp_side_panel_new (overlay));
  adw_flap_set_flap (self->flap, GTK_WIDGET (self->panel));
  lamp_side_panel_set_width (self->panel, g_settings_get_int (self->settings, "inspector-width"));
  g_signal_connect_swapped (self->panel, "notify::width", G_CALLBACK (update_panel), self);
}

static void
follow_settings (LampDeskView *self)
{
  g_autofree char *page = g_settings_get_string (self->settings, "roster-page");

  gtk_paned_set_position (self->paned, g_settings_get_int (self->settings, "lists-width"));
  gtk_stack_set_visible_child_name (self->roster_stack, page);
  g_signal_connect_object (self->settings, "changed::inspector-shown", G_CALLBACK (update_panel), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->settings, "changed::lists-shown", G_CALLBACK (update_lists), self, G_CONNECT_SWAPPED);
}

GtkWidget *
lamp_desk_view_new (LampDesk *desk, LampCommandFlow *flow)
{
  LampDeskView *self = g_object_new (LAMP_TYPE_DESK_VIEW, NULL);

  g_return_val_if_fail (LAMP_IS_DESK (desk), NULL);

  self->desk = g_object_ref (desk);
  self->freshness = LAMP_FRESHNESS (lamp_freshness_new (desk));
  gtk_widget_set_hexpand (GTK_WIDGET (self->freshness), TRUE);
  gtk_box_append (self->strip_place, GTK_WIDGET (self->freshness));
  add_lists (self);
  self->map_pane = LAMP_MAP_PANE (lamp_map_pane_new (desk));
  adw_flap_set_content (self->flap, GTK_WIDGET (self->map_pane));
  g_signal_connect_object (lamp_map_pane_get_kpis (self->map_pane), "pressed", G_CALLBACK (kpi_cb), self,
                           G_CONNECT_SWAPPED);
  add_inspector (self, flow);
  follow_settings (self);
  g_signal_connect_object (lamp_desk_get_selection (desk), "changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  if (lamp_desk_get_session (desk) != NULL)
    g_signal_connect_object (lamp_desk_get_session (desk), "notify::state", G_CALLBACK (update_stale), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_study (desk), "switched", G_CALLBACK (update_stale), self, G_CONNECT_SWAPPED);
  update_stale (self);
  update_lists (self);
  update_panel (self);
  return GTK_WIDGET (self);
}

LampMap *
lamp_desk_view_get_map (LampDeskView *self)
{
  g_return_val_if_fail (LAMP_IS_DESK_VIEW (self), NULL);

  return lamp_map_pane_get_map (self->map_pane);
}

LampAgenda *
lamp_desk_view_get_agenda (LampDeskView *self)
{
  g_return_val_if_fail (LAMP_IS_DESK_VIEW (self), NULL);

  return self->agenda;
}

LampInspector *
lamp_desk_view_get_inspector (LampDeskView *self)
{
  g_return_val_if_fail (LAMP_IS_DESK_VIEW (self), NULL);

  return self->inspector;
}

static void
set_shown (LampDeskView *self, const char *key, gboolean shown)
{
  g_settings_set_boolean (self->settings, key, shown);
  g_settings_apply (self->settings);
}

static gboolean
focus_cb (gpointer data)
{
  LampDeskView *self = data;
  const char   *pane = self->focus_pane;

  self->focus_id = 0;
  if (g_str_equal (pane, "map"))
    gtk_widget_grab_focus (GTK_WIDGET (lamp_map_pane_get_map (self->map_pane)));
  else if (g_str_equal (pane, "inspector"))
    gtk_widget_child_focus (GTK_WIDGET (self->inspector), GTK_DIR_TAB_FORWARD);
  else if (g_str_equal (pane, "outages"))
    lamp_agenda_focus (self->agenda);
  else
    lamp_roster_focus (g_str_equal (pane, "crews") ? self->crews : self->sites);
  return G_SOURCE_REMOVE;
}

/* A list that was hidden until now has no rows to focus before it is laid out: after the next frame, then. */
void
lamp_desk_view_focus (LampDeskView *self, const char *pane)
{
  g_return_if_fail (LAMP_IS_DESK_VIEW (self));

  if (g_str_equal (pane, "inspector"))
    set_shown (self, "inspector-shown", TRUE);
  else if (!g_str_equal (pane, "map"))
    set_shown (self, "lists-shown", TRUE);
  if (g_str_equal (pane, "crews") || g_str_equal (pane, "sites"))
    gtk_stack_set_visible_child_name (self->roster_stack, pane);
  self->focus_pane = g_intern_string (pane);
  if (self->focus_id == 0)
    self->focus_id = g_idle_add (focus_cb, self);
}

void
lamp_desk_view_toggle_panes (LampDeskView *self)
{
  gboolean none = FALSE;

  g_return_if_fail (LAMP_IS_DESK_VIEW (self));

  none = !g_settings_get_boolean (self->settings, "lists-shown") &&
         !g_settings_get_boolean (self->settings, "inspector-shown");
  set_shown (self, "lists-shown", none);
  set_shown (self, "inspector-shown", none);
}
