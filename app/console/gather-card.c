/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Made for the moment: it says what was there when it was opened, and goes as soon as one of its things is chosen.
 */
#define G_LOG_DOMAIN "lamp-gather-card"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/gather-card.h"

#include "console/format.h"
#include "console/links.h"
#include "console/list-glue.h"
#include "console/roster-words.h"
#include "records/crew.h"
#include "records/outage.h"
#include "records/site.h"

#include <glib/gi18n-lib.h>

#define MOST_NAMED 6 /* of a kind */
#define WIDTH_PX 330
#define HEIGHT_PX 460
#define LEAST_HEIGHT_PX 180
#define ROUND_PX 48 /* arrow, edge and shadow of a popover */

/* Text of links, for as long as they are being made. */
typedef struct
{
  LampLink links[MOST_NAMED];
  char    *texts[2 * MOST_NAMED];
  guint    n;
} Named;

static void
name_thing (Named *named, LampSelectKind kind, const char *id, const char *icon, const char *style, char *first, char *second)
{
  named->texts[2 * named->n] = first;
  named->texts[2 * named->n + 1] = second;
  named->links[named->n++] = (LampLink){ kind, id, icon, style, first, second };
}

static void
name_outage (Named *named, const LampOutage *outage)
{
  g_autofree char *customers = lamp_format_customers (MAX (outage->customers_out, 0));

  name_thing (named, LAMP_SELECT_OUTAGE, outage->base.id, g_strcmp0 (outage->status, "predicted") == 0 ? "lamp-outage-predicted-symbolic" : "lamp-outage-confirmed-symbolic", "out", lamp_format_device (outage->device_kind, outage->device_name),
              g_strdup_printf ("%s · %s", customers, lamp_format_outage_status (outage->status)));
}

static void
name_crew (Named *named, const LampCrew *crew)
{
  name_thing (named, LAMP_SELECT_CREW, crew->base.id, lamp_crew_icon (crew->status), "crew", g_strdup (crew->name != NULL ? crew->name : crew->base.id),
              g_strdup (lamp_format_crew_status (crew->status)));
}

static void
name_site (Named *named, const LampSite *site)
{
  gboolean out = g_strcmp0 (site->supply_state, "out") == 0 || g_strcmp0 (site->supply_state, "onBackup") == 0;

  name_thing (named, LAMP_SELECT_SITE, site->base.id, "lamp-site-symbolic", out ? "out" : NULL, g_strdup (site->name != NULL ? site->name : site->base.id),
              g_strdup (lamp_format_supply_state (site->supply_state)));
}

static char *
dup_outages_title (GPtrArray *items)
{
  gint64           customers = 0;
  g_autofree char *count = NULL, *affected = NULL;

  for (guint i = 0; i < items->len; i++)
    customers += MAX (((LampOutage *)lamp_item_get_record (items->pdata[i]))->customers_out, 0);
  count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u outage", "%u outages", items->len), items->len);
  affected = lamp_format_customers (customers);
  return g_strdup_printf ("%s · %s", count, affected);
}

static char *
dup_crews_title (GPtrArray *items)
{
  guint            available = 0;
  g_autofree char *count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u crew", "%u crews", items->len), items->len);
  g_autofree char *ready = NULL;

  for (guint i = 0; i < items->len; i++)
    available += g_strcmp0 (((LampCrew *)lamp_item_get_record (items->pdata[i]))->status, "available") == 0;
  /* Translators: how many of these crews. */
  ready = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u available", "%u available", available), available);
  return g_strdup_printf ("%s · %s", count, ready);
}

static char *
dup_sites_title (GPtrArray *items)
{
  guint            out = 0;
  g_autofree char *count = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u key site", "%u key sites", items->len), items->len);
  g_autofree char *dark = NULL;

  for (guint i = 0; i < items->len; i++)
    {
      const LampSite *site = lamp_item_get_record (items->pdata[i]);

      out += g_strcmp0 (site->supply_state, "out") == 0 || g_strcmp0 (site->supply_state, "onBackup") == 0;
    }
  /* Translators: how many of these key sites. */
  dark = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u out", "%u out", out), out);
  return g_strdup_printf ("%s · %s", count, dark);
}

static void
add_label (GtkBox *box, const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_widget_add_css_class (label, style);
  gtk_box_append (box, label);
}

/* A kind with its count and the most important of it; nothing when there is none. */
static guint
add_kind (GtkBox *box, LampDesk *desk, LampMap *map, LampWorldBox where, LampSelectKind kind)
{
  g_autoptr (GPtrArray) items = lamp_map_dup_things_in (map, where, kind);
  g_autofree char *title = NULL;
  GtkWidget       *links;
  Named            named = { .n = 0 };

  if (items->len == 0)
    return 0;
  title = kind == LAMP_SELECT_OUTAGE ? dup_outages_title (items) : kind == LAMP_SELECT_CREW ? dup_crews_title (items)
                                                                                            : dup_sites_title (items);
  add_label (box, title, "heading");
  for (guint i = 0; i < items->len && named.n < MOST_NAMED; i++)
    if (kind == LAMP_SELECT_OUTAGE)
      name_outage (&named, lamp_item_get_record (items->pdata[i]));
    else if (kind == LAMP_SELECT_CREW)
      name_crew (&named, lamp_item_get_record (items->pdata[i]));
    else
      name_site (&named, lamp_item_get_record (items->pdata[i]));
  links = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  lamp_links_update (GTK_BOX (links), desk, named.links, named.n);
  gtk_box_append (box, links);
  for (guint i = 0; i < 2 * named.n; i++)
    g_free (named.texts[i]);
  if (items->len > named.n)
    {
      g_autofree char *more = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", items->len - named.n), items->len - named.n);

      add_label (box, more, "dim-label");
    }
  return items->len;
}

typedef struct
{
  LampMap     *map; /* the popover's parent */
  LampWorldBox box;
} Closer;

static void
closer_cb (GtkWidget *button, Closer *closer)
{
  lamp_map_show_box (closer->map, closer->box);
  gtk_popover_popdown (GTK_POPOVER (gtk_widget_get_ancestor (button, GTK_TYPE_POPOVER)));
}

static GtkWidget *
new_content (LampMap *map, LampDesk *desk, LampWorldBox where)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *button = NULL;
  Closer    *closer = g_new (Closer, 1);
  guint      n = 0;

  *closer = (Closer){ map, where };
  gtk_widget_add_css_class (box, "gather");
  for (LampSelectKind kind = LAMP_SELECT_OUTAGE; kind <= LAMP_SELECT_SITE; kind++)
    n += add_kind (GTK_BOX (box), desk, map, where, kind);
  if (n == 0)
    add_label (GTK_BOX (box), _ ("No outage, crew or key site is here."), "dim-label");
  button = gtk_button_new_with_mnemonic (_ ("_Look Closer"));
  g_signal_connect_data (button, "clicked", G_CALLBACK (closer_cb), closer, (GClosureNotify)(void (*) (void))g_free, 0);
  gtk_box_append (GTK_BOX (box), button);
  return box;
}

/* Where the card is, and how high it may be: what reaches beyond a screen cannot be read. */
typedef struct
{
  GdkRectangle    at;
  GtkPositionType side;
  int             height;
} Place;

/* Above or below the rectangle, wherever in the window there is more room; where that is little, at the rectangle's middle. */
static Place
find_place (LampMap *map, GdkRectangle at)
{
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (map)));
  double     x = 0.0, y = 0.0;
  int        above, below;

  if (window == NULL || !gtk_widget_translate_coordinates (GTK_WIDGET (map), window, at.x, at.y, &x, &y))
    return (Place){ at, GTK_POS_BOTTOM, HEIGHT_PX };
  above = (int)y - ROUND_PX;
  below = gtk_widget_get_height (window) - (int)y - at.height - ROUND_PX;
  if (MAX (above, below) < HEIGHT_PX)
    {
      above += at.height / 2;
      below += at.height - at.height / 2;
      at = (GdkRectangle){ at.x + at.width / 2, at.y + at.height / 2, 1, 1 };
    }
  return (Place){ at, above > below ? GTK_POS_TOP : GTK_POS_BOTTOM, CLAMP (MAX (above, below), LEAST_HEIGHT_PX, HEIGHT_PX) };
}

void
lamp_gather_card_popup (LampMap *map, LampDesk *desk, LampWorldBox box, const GdkRectangle *at)
{
  GtkWidget *popover, *scroller;
  Place      place;

  g_return_if_fail (LAMP_IS_MAP (map) && LAMP_IS_DESK (desk));

  popover = gtk_popover_new ();
  scroller = gtk_scrolled_window_new ();
  place = find_place (map, *at);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), new_content (map, desk, box));
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER, GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), place.height);
  gtk_widget_set_size_request (scroller, WIDTH_PX, -1);
  gtk_popover_set_child (GTK_POPOVER (popover), scroller);
  gtk_accessible_update_property (GTK_ACCESSIBLE (popover), GTK_ACCESSIBLE_PROPERTY_LABEL, _ ("What is here"), -1);
  gtk_widget_set_parent (popover, GTK_WIDGET (map));
  gtk_popover_set_pointing_to (GTK_POPOVER (popover), &place.at);
  gtk_popover_set_position (GTK_POPOVER (popover), place.side);
  /* A window may close with it open. */
  g_signal_connect_object (map, "destroy", G_CALLBACK (gtk_widget_unparent), popover, G_CONNECT_SWAPPED);
  g_signal_connect_object (lamp_desk_get_selection (desk), "changed", G_CALLBACK (gtk_popover_popdown), popover, G_CONNECT_SWAPPED);
  lamp_popover_show_once (GTK_POPOVER (popover));
}
