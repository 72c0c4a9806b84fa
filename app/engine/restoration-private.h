/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A restoration at work: restoration.c finds the section, chooses and plans the steps, restoration-parts.c finds the parts,
 * restoration-ties.c weighs ties.
 */
#pragma once

#include "engine/restoration.h"
#include "grid/bridges.h"

G_BEGIN_DECLS

typedef struct
{
  LampRestoration  *result;
  LampNetwork      *network;
  LampEnergisation *before;  /* the fault fed, as before it happened */
  LampEnergisation *work;    /* isolated, then with the chosen ties closed */
  GHashTable       *part_of; /* node → part + 1 */
  GHashTable       *section; /* nodes */
  GHashTable       *blocked; /* elements */
  LampBridges      *bridges; /* of `work` */
  guint32          *dark;    /* of each part: its key sites that have no supply in `work` */
  double           *kw;      /* n + 1: kilowatts before each place of `bridges` */
} LampRestoring;

/* Finds the parts, with their devices, and counts. */
void lamp_restoring_find_parts (LampRestoring *restoring);
/* Key sites of each part, and those of them that are dark at present, each site once in a part. */
void lamp_restoring_count_sites (LampRestoring *restoring);
/* The end of a device that is not in the section; LAMP_NONE when both are. */
guint32 lamp_restoring_far_end (const LampRestoring *restoring, guint32 device);
void    lamp_part_clear (gpointer part);

/* Lists all ties, and says of each what it can do as `work` is. */
void lamp_restoring_list_ties (LampRestoring *restoring);
void lamp_restoring_weigh (LampRestoring *restoring, LampTieOption *option);

static inline gboolean
lamp_restoring_is_live (const LampEnergisation *state, guint32 node)
{
  return node != LAMP_NONE && lamp_energisation_get_node_phases (state)[node] != 0;
}

static inline guint32
lamp_restoring_part (const LampRestoring *restoring, guint32 node)
{
  return node == LAMP_NONE ? LAMP_NONE : GPOINTER_TO_UINT (g_hash_table_lookup (restoring->part_of, GUINT_TO_POINTER (node))) - 1;
}

G_END_DECLS
