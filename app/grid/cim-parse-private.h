/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A CIM file being read. cim-parse.c follows its elements, cim-values.c puts what they say where it belongs.
 */
#pragma once

#include "grid/cim-private.h"

#include <libxml/parser.h>

G_BEGIN_DECLS

/* A node element; the property element around it has none. */
typedef struct
{
  GString *id; /* bare */
  guint32  object;
  guint16  class_index;
  CimRole  role;
  gboolean typed;
  CimPoint point;
  char    *literal; /* what a reference says, for what is not one */
} CimNode;

typedef struct
{
  CimModel          *model;
  const char        *path;
  int                fd;
  CimReadFunc        read;
  gpointer           read_data;
  GCancellable      *cancellable;
  xmlParserCtxtPtr   ctxt;
  GHashTable        *cim_uris;    /* URI as libxml2 holds it → GINT_TO_POINTER (1 + is CIM) */
  GHashTable        *class_of;    /* local name as libxml2 holds it → class index */
  GHashTable        *property_of; /* the same → CimProperty; the value is NULL for one we do not know */
  GPtrArray         *nodes;       /* CimNode; grows only */
  guint              depth;       /* elements open */
  guint              n_nodes;     /* of them, nodes */
  const CimProperty *property;    /* being read, or NULL */
  GString           *value;
  gboolean           rdf, difference, entities, cancelled;
  guint64            n_objects;
  int                read_errno;
} CimParser;

static inline CimNode *
cim_top (const CimParser *parser)
{
  return parser->nodes->pdata[parser->n_nodes - 1];
}

/* The node at hand is of that class. */
void cim_take_class (CimParser *parser, guint16 class_index);
/* The property at hand has this text. */
void cim_take_text (CimParser *parser, const char *text);
/* The property at hand names another object, or a literal of an enumeration. */
void cim_take_resource (CimParser *parser, const char *resource);

G_END_DECLS
