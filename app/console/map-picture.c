/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * See map-picture.h. The session is one that only reads: the outbox of a console that runs beside this is none of its
 * business.
 */
#define G_LOG_DOMAIN "lamp-map-picture"
#include "config.h"

#define GETTEXT_PACKAGE LAMP_GETTEXT_PACKAGE
#include "console/map-picture.h"

#include "client/session.h"
#include "console/format.h"
#include "console/gateway-address.h"
#include "console/picture-order.h"
#include "console/status-pill.h"
#include "console/supply.h"
#include "grid/network-cache.h"
#include "map/base-file.h"
#include "map/flow.h"
#include "map/index-cache.h"
#include "map/picture.h"
#include "records/site.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#define PATIENCE_SEC 30 /* for everything the gateway has to say */
#define MARGIN_PX 24.0  /* around a region */

/* What is drawn. */
typedef struct
{
  LampNetwork      *network;
  LampEnergisation *energisation;
  LampIndex        *index;
  LampSession      *session; /* NULL without a gateway */
  LampLive         *live;
  LampBaseMap      *base_map; /* NULL: the region's own */
} Matter;

static void
matter_clear (Matter *matter)
{
  g_clear_object (&matter->live);
  if (matter->base_map != NULL)
    lamp_base_map_close (matter->base_map);
  g_clear_object (&matter->base_map);
  if (matter->session != NULL)
    lamp_session_stop (matter->session);
  g_clear_object (&matter->session);
  g_clear_pointer (&matter->index, lamp_index_unref);
  g_clear_pointer (&matter->energisation, lamp_energisation_free);
  g_clear_pointer (&matter->network, lamp_network_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Matter, matter_clear)

/* Before anybody waits for a picture that has no place to go to. */
static gboolean
check_place (const char *file, GError **error)
{
  g_autofree char *folder = g_path_get_dirname (file);
  g_autofree char *shown = g_filename_display_name (folder);

  if (g_file_test (file, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *name = g_filename_display_name (file);

      return lamp_picture_refuse (error, _ ("%s is a folder: name a file in it."), name);
    }
  if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
    return lamp_picture_refuse (error, _ ("There is no folder %s for the picture: make it, or name another file."), shown);
  if (g_access (folder, W_OK | X_OK) != 0)
    return lamp_picture_refuse (error, _ ("The folder %s may not be written to: ask for the right to, or name another file."), shown);
  return TRUE;
}

static gboolean
give_up_cb (gpointer data)
{
  *(gboolean *)data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Until everything is there, or it is certain that it will not come. */
static gboolean
wait_for (LampSession *session, GError **error)
{
  gboolean         late = FALSE;
  guint            timeout = g_timeout_add_seconds (PATIENCE_SEC, give_up_cb, &late);
  LampSessionState state;

  lamp_session_start (session);
  /* A session tries again for ever, and tells in the meantime why: who waits for a file wants to know at once. */
  while ((state = lamp_session_get_state (session)) == LAMP_SESSION_CONNECTING && !late && *lamp_session_get_state_text (session) == '\0')
    g_main_context_iteration (NULL, TRUE);
  if (!late)
    g_source_remove (timeout);
  if (state == LAMP_SESSION_LIVE)
    return TRUE;
  if (late)
    return lamp_picture_refuse (error, _ ("The gateway at %s did not say everything within %d seconds; no picture was made. Try again, or leave --gateway away."),
                                lamp_session_get_base_url (session), PATIENCE_SEC);
  /* Translators: a sentence of what happened comes first. */
  return lamp_picture_refuse (error, _ ("%s No picture was made; without --gateway it would be one of the grid alone."), lamp_session_get_state_text (session));
}

/* Key sites as the region knows them, when nobody says how they are. */
static void
take_sites_of_region (Matter *matter)
{
  g_autoptr (GListStore) sites = g_list_store_new (LAMP_TYPE_ITEM);

  for (guint32 i = 0; i < matter->network->n_sites; i++)
    {
      const LampSiteInfo *info = &matter->network->sites[i];
      LampSite           *site = lamp_record_new (&lamp_site_type, info->id);
      g_autoptr (LampItem) item = NULL;

      lamp_record_set_string (&site->name, info->name);
      lamp_record_set_string (&site->site_class, lamp_site_class_to_string (info->site_class));
      site->base.placed = lamp_world_is_known (info->at);
      site->base.at = lamp_point_from_world (info->at);
      item = lamp_item_new (&site->base);
      g_list_store_append (sites, item);
      lamp_record_unref (site);
    }
  lamp_live_set_model (matter->live, LAMP_SELECT_SITE, G_LIST_MODEL (sites));
}

/* A picture of one city's outages on another's grid would be believed. */
static void
compare_regions (Matter *matter, guint n_strange)
{
  const char *theirs = lamp_session_get_region_name (matter->session);

  if (theirs != NULL && g_strcmp0 (theirs, matter->network->name) != 0)
    g_printerr (_ ("lamplighter: the gateway serves the region “%s”, the picture is of “%s”: check --region.\n"), theirs, matter->network->name);
  if (n_strange > 0)
    g_printerr (g_dngettext (GETTEXT_PACKAGE, "lamplighter: %u outage names a device that this region does not have: check --region.\n",
                             "lamplighter: %u outages name devices that this region does not have: check --region.\n", n_strange),
                n_strange);
}

static gboolean
take_live (Matter *matter, const LampPictureOrder *order, GError **error)
{
  LampSession *session = lamp_session_new (order->gateway, order->token, NULL);
  LampWorldBox dirty = LAMP_WORLD_BOX_EMPTY;

  matter->session = session;
  if (!wait_for (session, error))
    return FALSE;
  lamp_live_set_clock (matter->live, lamp_session_get_now_usec (session), lamp_session_get_speed (session));
  lamp_live_set_model (matter->live, LAMP_SELECT_OUTAGE, lamp_session_get_collection (session, "outages"));
  lamp_live_set_model (matter->live, LAMP_SELECT_CREW, lamp_session_get_collection (session, "crews"));
  lamp_live_set_model (matter->live, LAMP_SELECT_SITE, lamp_session_get_collection (session, "sites"));
  compare_regions (matter, lamp_supply_compute (matter->energisation, lamp_session_get_collection (session, "switches"),
                                                lamp_session_get_collection (session, "outages"), &dirty));
  return TRUE;
}

static gboolean
take_base_map (Matter *matter, const char *name, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree char *shown = NULL;

  if (name == NULL || g_str_equal (name, "region") || g_str_equal (name, "none"))
    return TRUE;
  matter->base_map = lamp_base_file_open (name, &local);
  if (matter->base_map != NULL)
    return TRUE;
  shown = g_filename_display_name (name);
  /* Translators: file, what is wrong with it (a clause). */
  return lamp_picture_refuse (error, _ ("“%s” cannot be the base map: %s. Name another file, or leave --base-map away for the region's own map."), shown, local->message);
}

static gboolean
gather (Matter *matter, const LampPictureOrder *order, const char *region, GError **error)
{
  g_autofree char *folder = lamp_network_dup_folder ();

  matter->network = lamp_network_open (region, folder, NULL, NULL, error);
  if (matter->network == NULL)
    return FALSE;
  matter->energisation = lamp_energisation_new (matter->network);
  matter->live = lamp_live_new ();
  lamp_live_set_network (matter->live, matter->network);
  if (order->gateway == NULL)
    take_sites_of_region (matter);
  else if (!take_live (matter, order, error))
    return FALSE;
  matter->index = lamp_index_open (matter->network);
  return TRUE;
}

/* When it is in the picture, by whose clock, and how old what is shown of it was. */
static char *
dup_caption (const Matter *matter)
{
  gint64           now = matter->session != NULL ? lamp_session_get_now_usec (matter->session) : g_get_real_time ();
  g_autofree char *date = lamp_format_date (now), *clock = lamp_format_clock_seconds (now), *zone = lamp_format_zone (now), *age = NULL;

  if (matter->session == NULL)
    /* Translators: date, time, offset of the time zone. */
    return g_strdup_printf (_ ("%s %s %s · no live data: the grid in its normal state"), date, clock, zone);
  age = lamp_format_age (lamp_session_get_data_age_s (matter->session));
  /* Translators: date, time, offset of the time zone, age ("0.3 s"). */
  return g_strdup_printf (_ ("%s %s %s · data %s old"), date, clock, zone, age);
}

/* As --bbox wants it, whatever the language. */
static char *
dup_box (const double *degrees)
{
  char texts[4][G_ASCII_DTOSTR_BUF_SIZE];

  for (guint i = 0; i < 4; i++)
    g_ascii_formatd (texts[i], sizeof texts[i], "%.3f", degrees[i]);
  return g_strdup_printf ("%s,%s,%s,%s", texts[0], texts[1], texts[2], texts[3]);
}

/* Nothing in it would look like nothing wrong there. */
static gboolean
check_box (const Matter *matter, const LampPictureOrder *order, GError **error)
{
  const LampWorldBox extent = matter->network->extent;
  g_autofree char   *box = NULL;
  LampPoint          a, b;

  if (lamp_world_box_is_empty (extent))
    return order->boxed || lamp_picture_refuse (error, _ ("Nothing in this region has a place, so there is nothing to draw; check it with “lamplighterd grid check”."));
  if (!order->boxed || lamp_world_box_intersects (order->box, extent))
    return TRUE;
  a = lamp_point_from_world ((LampWorld){ extent.x0, extent.y1 });
  b = lamp_point_from_world ((LampWorld){ extent.x1, extent.y0 });
  box = dup_box ((const double[]){ a.lon_deg, a.lat_deg, b.lon_deg, b.lat_deg });
  return lamp_picture_refuse (error, _ ("Nothing of this region lies in the box of --bbox: the region is at %s (west,south,east,north)."), box);
}

static GBytes *
draw (const Matter *matter, const LampPictureOrder *order, GError **error)
{
  g_autoptr (LampPalette) palette = lamp_palette_load (order->palette, error);
  g_autoptr (GBytes) state = NULL;
  g_autoptr (LampScene) scene = NULL;
  g_autofree char *caption = NULL;
  const char      *mode = matter->session != NULL ? lamp_session_get_mode (matter->session) : NULL;
  LampShow         show = lamp_map_layers_get_show (order->shown);
  LampPicture      picture = { .live = matter->live, .width = order->width, .height = order->height, .scale = order->scale };

  if (palette == NULL)
    return NULL;
  state = lamp_scene_dup_state (matter->index, matter->energisation, NULL, show);
  scene = lamp_scene_new (matter->index, state, palette, order->night, show);
  lamp_scene_set_base_map (scene, matter->base_map);
  if ((show & LAMP_SHOW_FLOW) != 0)
    {
      g_autoptr (GBytes) flow = lamp_flow_measure (matter->network);

      lamp_scene_set_flow (scene, flow);
    }
  lamp_live_set_shown (matter->live, LAMP_SELECT_SITE, order->shown[LAMP_MAP_LAYER_SITES]);
  lamp_live_set_shown (matter->live, LAMP_SELECT_CREW, order->shown[LAMP_MAP_LAYER_CREWS]);
  caption = dup_caption (matter);
  picture.scene = scene;
  picture.box = order->boxed ? order->box : matter->network->extent;
  picture.margin_px = order->boxed ? 0.0 : MARGIN_PX;
  picture.title = matter->network->name != NULL ? matter->network->name : "";
  picture.warning = mode != NULL && !g_str_equal (mode, "live") ? lamp_mode_word (mode) : NULL;
  picture.caption = caption;
  return lamp_picture_draw (&picture, order->kind, error);
}

/* A picture with a hole is better than none, and told. */
static void
complain_of_base_map (const Matter *matter)
{
  g_autofree char *trouble = matter->base_map != NULL ? lamp_base_map_dup_trouble (matter->base_map) : NULL;

  if (trouble != NULL)
    /* Translators: file, what is wrong with it (a clause). */
    g_printerr (_ ("lamplighter: base map “%s”: %s; the region's own map is shown there.\n"), lamp_base_map_get_title (matter->base_map), trouble);
}

static gboolean
make (const LampMapPictureWish *wish, LampPictureOrder *order, GError **error)
{
  g_auto (Matter) matter = { 0 };
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) local = NULL;
  g_autofree char *shown = g_filename_display_name (wish->file);

  if (!check_place (wish->file, error))
    return FALSE;
  if (order->gateway != NULL)
    {
      order->token = lamp_token_read (wish->token_file, &local);
      if (local != NULL)
        {
          g_propagate_error (error, g_steal_pointer (&local));
          return FALSE;
        }
    }
  if (!take_base_map (&matter, wish->base_map, error) || !gather (&matter, order, wish->region, error))
    return FALSE;
  if (!check_box (&matter, order, error))
    return FALSE;
  bytes = draw (&matter, order, error);
  if (bytes == NULL)
    return FALSE;
  complain_of_base_map (&matter);
  /* To a neighbour that then takes its place. */
  if (g_file_set_contents_full (wish->file, g_bytes_get_data (bytes, NULL), (gssize)g_bytes_get_size (bytes),
                                G_FILE_SET_CONTENTS_CONSISTENT | G_FILE_SET_CONTENTS_DURABLE, 0666, &local))
    return TRUE;
  return lamp_picture_refuse (error, _ ("The picture cannot be kept as %s (%s); what was there before is as it was. Free some space or name another file."), shown,
                              local->message);
}

int
lamp_map_picture_run (const LampMapPictureWish *wish)
{
  g_auto (LampPictureOrder) order = { 0 };
  g_autoptr (GError) error = NULL;

  if (!lamp_picture_order_read (wish, &order, &error))
    {
      g_printerr ("lamplighter: %s\n", error->message);
      return 2;
    }
  if (make (wish, &order, &error))
    return 0;
  g_printerr ("lamplighter: %s\n", error->message);
  return 1;
}
