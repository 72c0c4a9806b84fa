/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The network of one region in memory: compact arrays, 32-bit indices, no allocation per element.
 *
 * Vocabulary
 *  - node: a point where things are joined electrically; it may have no known place.
 *  - element: whatever joins two nodes: a line segment, a switch of any kind, a transformer, a regulator.
 *    Elements of all kinds share one index space, so a trace is one loop.
 *  - source: a node that feeds (the head of a substation's bus bar). feeder: what one outgoing breaker supplies.
 *  - customer: a metering point at a node. site: a large ("key") customer with one or more supply points.
 *
 * Invariants: immutable once made, so it may be read from any thread; reference counted (atomic).
 * Elements stand in preorder of the trees that the normal state spans from the sources: what lies behind an
 * element is one contiguous range (see energisation.h). Elements no source reaches come last.
 * Places are web-mercator world units (geo.h); LAMP_WORLD_NONE is "not known" and never drawn.
 * Text lives in one pool; an id or name is an offset into it, 0 is the empty string.
 */
#pragma once

#include <gio/gio.h>

#include "geo/geo.h"

G_BEGIN_DECLS

#define LAMP_GRID_ERROR (lamp_grid_error_quark ())

typedef enum {
  LAMP_GRID_ERROR_NOT_FOUND,  /* the file or a layer named by a profile is not there */
  LAMP_GRID_ERROR_UNREADABLE, /* truncated, not a GeoPackage, or GDAL refuses it */
  LAMP_GRID_ERROR_WRONG_TYPE, /* a layer has the wrong geometry or a field the wrong type */
  LAMP_GRID_ERROR_PROJECTION, /* the reference system is missing or cannot be brought to WGS 84 */
  LAMP_GRID_ERROR_PROFILE,    /* the import profile itself is wrong: key, value or group */
  LAMP_GRID_ERROR_EMPTY,      /* nothing that could be a grid */
  LAMP_GRID_ERROR_WRITE,      /* the region file could not be written whole */
} LampGridError;

GQuark lamp_grid_error_quark (void);

typedef enum {
  LAMP_ELEMENT_LINE,
  LAMP_ELEMENT_BREAKER,
  LAMP_ELEMENT_RECLOSER,
  LAMP_ELEMENT_SECTIONALISER,
  LAMP_ELEMENT_LOAD_BREAK_SWITCH,
  LAMP_ELEMENT_DISCONNECTOR,
  LAMP_ELEMENT_FUSE,
  LAMP_ELEMENT_TRANSFORMER,
  LAMP_ELEMENT_REGULATOR,
  LAMP_ELEMENT_N_KINDS,
} LampElementKind;

typedef enum {
  LAMP_ELEMENT_NORMALLY_OPEN = 1 << 0,
  LAMP_ELEMENT_UNDERGROUND = 1 << 1,
  LAMP_ELEMENT_TELEMETERED = 1 << 2,     /* SCADA knows its state */
  LAMP_ELEMENT_SERVICE_DROP = 1 << 3,    /* a line from the transformer's low-voltage side to a customer */
  LAMP_ELEMENT_PLACED_BY_NODES = 1 << 4, /* its own geometry was missing */
} LampElementFlags;

typedef enum {
  LAMP_PHASE_A = 1 << 0,
  LAMP_PHASE_B = 1 << 1,
  LAMP_PHASE_C = 1 << 2,
  LAMP_PHASE_ABC = LAMP_PHASE_A | LAMP_PHASE_B | LAMP_PHASE_C,
} LampPhases;

/* Important-customer classes of GB/T 29328; "ordinary" is a large customer without a class. */
typedef enum {
  LAMP_SITE_SPECIAL,
  LAMP_SITE_FIRST,
  LAMP_SITE_SECOND,
  LAMP_SITE_TEMPORARY,
  LAMP_SITE_ORDINARY,
} LampSiteClass;

/* How things are drawn and how soon; from transmission to the last metre. */
typedef enum {
  LAMP_VOLTAGE_TRANSMISSION, /* above 45 kV */
  LAMP_VOLTAGE_FEEDER,       /* medium voltage, main line (three-phase trunk) */
  LAMP_VOLTAGE_LATERAL,      /* medium voltage, branch line */
  LAMP_VOLTAGE_LOW,          /* below 1 kV, service drops */
} LampVoltageClass;

typedef struct
{
  const char *id;
  const char *name;
  guint32     source; /* index into sources, or LAMP_NONE */
} LampFeeder;

typedef struct
{
  const char *id;
  const char *name;
  guint32     node;
  double      kv;
} LampSource;

typedef struct
{
  guint32  node;
  guint16  feeder; /* LAMP_NO_FEEDER when not known */
  gboolean main;   /* FALSE: the standby supply point */
} LampSupplyPoint;

typedef struct
{
  const char *name;
  const char *role;
  const char *phone;
} LampContact;

/* A key site as the marketing system describes it; what is live about it is a record (records/site.h). */
typedef struct
{
  const char            *id;
  const char            *account;
  const char            *name;
  const char            *kind; /* hospital, metro, chemicalWorks, dataCentre, … */
  LampSiteClass          site_class;
  LampWorld              at;
  const LampSupplyPoint *supply_points; /* borrowed from the network */
  guint                  n_supply_points;
  double                 contract_kva, critical_kw;
  const char            *backup_kind; /* "none", "ups", "diesel", … */
  double                 backup_start_s, backup_autonomy_min;
  const LampContact     *contacts;
  guint                  n_contacts;
  const char            *verified_at; /* RFC 3339 date, "" when never */
} LampSiteInfo;

/* Where crews start their shift. */
typedef struct
{
  const char *id;
  const char *name;
  LampWorld   at;
} LampDepot;

/* One base-map layer: features are runs of parts, parts are runs of vertices. */
typedef enum {
  LAMP_BASE_WATER,
  LAMP_BASE_GREEN,
  LAMP_BASE_BUILT,  /* building blocks */
  LAMP_BASE_ROAD,   /* rank: 0 motorway, 1 main, 2 street, 3 lane, 4 drive */
  LAMP_BASE_RAIL,   /* rank: 0 line, 1 siding or tramway */
  LAMP_BASE_PLACE,  /* something named; one vertex. rank: 0 city, 1 town or district, 2 quarter or village, 3 less */
  LAMP_BASE_STREAM, /* rank: 0 river, 1 canal, 2 stream, 3 ditch */
  LAMP_BASE_PATH,   /* for people on foot: nobody drives there */
  LAMP_BASE_N_LAYERS,
} LampBaseKind;

typedef struct
{
  guint32    n_features;
  guint32   *part_start; /* n_features + 1, into vertex_start */
  guint32    n_parts;
  guint32   *vertex_start; /* n_parts + 1, into vertices */
  guint32    n_vertices;
  LampWorld *vertices;
  guint8    *rank; /* one a feature */
  guint32   *name; /* one a feature, into the string pool */
  gboolean   area; /* rings to fill (even-odd), or lines to stroke */
} LampBaseLayer;

#define LAMP_NONE G_MAXUINT32
#define LAMP_NO_FEEDER G_MAXUINT16

typedef struct _LampNetwork LampNetwork;

struct _LampNetwork
{
  /*< read-only; hot loops index the arrays, everybody else calls the accessors >*/
  gatomicrefcount ref_count;
  const char     *name;
  const char     *attribution; /* whom the licence of the base map wants named wherever it is shown; "" for nobody */
  LampWorldBox    extent;      /* of all that has a place, without the base map */

  char *strings;      /* the pool */
  gsize strings_size; /* bytes */

  guint32    n_nodes;
  guint32   *node_id;
  LampWorld *node_at;
  guint32   *node_edge_start; /* n_nodes + 1, into node_edges: which elements touch a node */
  guint32   *node_edges;

  guint32    n_elements;
  guint32   *element_id;
  guint32   *element_name;
  guint32   *element_from, *element_to; /* nodes; LAMP_NONE for a dangling end */
  guint8    *element_kind;              /* LampElementKind */
  guint8    *element_flags;             /* LampElementFlags */
  guint8    *element_phases;            /* LampPhases */
  guint8    *element_voltage;           /* LampVoltageClass */
  guint16   *element_feeder;            /* LAMP_NO_FEEDER when not known */
  float     *element_length_m;          /* lines; 0 otherwise */
  float     *element_rating;            /* ampere for lines and switches, kVA for transformers; 0 when not known */
  guint32   *element_vertex_start;      /* n_elements + 1, into vertices; no vertices when it has no place */
  LampWorld *vertices;
  guint32    n_vertices;

  /* Customers stand in the order of their nodes; those whose node is not in the grid come last. */
  guint32    n_customers;
  guint32   *node_customer_start; /* n_nodes + 1, into the customers */
  guint32   *customer_id;
  guint32   *customer_node; /* LAMP_NONE when its node is not in the grid */
  LampWorld *customer_at;
  float     *customer_kw;

  guint32       n_feeders;
  LampFeeder   *feeders;
  guint32       n_sources;
  LampSource   *sources;
  guint32       n_sites;
  LampSiteInfo *sites;
  guint32       n_depots;
  LampDepot    *depots;

  LampBaseLayer base[LAMP_BASE_N_LAYERS];

  struct _LampNetworkPrivate *priv; /* id look-up tables, owned strings */
};

/* Some of a region's lines, as they are read; borrowed. */
typedef struct
{
  LampWorldBox     extent; /* of all of them, as the file notes it */
  guint32          n;
  const guint32   *ends; /* line i has the vertices from ends[i] to ends[i + 1] */
  const LampWorld *vertices;
  const guint8    *voltages; /* LampVoltageClass; anything else where the file does not say */
} LampCourses;

/* What may be shown of a region while it is read. `courses` is called by the thread that loads, batch by batch in the order of the file,
 * and once more with n = 0 when there are no more; never, when the file does not note their extent, or when what was kept is opened. */
typedef struct
{
  void (*courses) (gpointer data, const LampCourses *courses);
  gpointer data;
} LampLoadWatch;

/* Reads a region GeoPackage (data/region.md) whole. Blocks: call it from a worker; it owns its GDAL handles.
 * Errors: LAMP_GRID_ERROR_*, each a sentence that says what is wrong with which file and what to do. */
LampNetwork *lamp_network_load (const char   *path,
                                GCancellable *cancellable,
                                GError      **error) G_GNUC_WARN_UNUSED_RESULT;
/* (nullable) `watch`. */
LampNetwork *lamp_network_load_watched (const char          *path,
                                        const LampLoadWatch *watch,
                                        GCancellable        *cancellable,
                                        GError             **error) G_GNUC_WARN_UNUSED_RESULT;
LampNetwork *lamp_network_ref (LampNetwork *network);
void         lamp_network_unref (LampNetwork *network);

static inline const char *
lamp_network_string (const LampNetwork *network, guint32 offset)
{
  return network->strings + offset;
}

static inline const char *
lamp_network_element_id (const LampNetwork *network, guint32 element)
{
  return network->strings + network->element_id[element];
}

static inline const char *
lamp_network_node_id (const LampNetwork *network, guint32 node)
{
  return network->strings + network->node_id[node];
}

static inline const char *
lamp_network_customer_id (const LampNetwork *network, guint32 customer)
{
  return network->strings + network->customer_id[customer];
}

/* The first of the customers at a node; the others follow it. */
static inline guint32
lamp_network_node_customers (const LampNetwork *network, guint32 node, guint32 *n)
{
  *n = network->node_customer_start[node + 1] - network->node_customer_start[node];
  return network->node_customer_start[node];
}

/* The elements that touch a node; borrowed. */
static inline const guint32 *
lamp_network_node_elements (const LampNetwork *network, guint32 node, guint32 *n)
{
  *n = network->node_edge_start[node + 1] - network->node_edge_start[node];
  return network->node_edges + network->node_edge_start[node];
}

/* The end of an element that is not `node`; LAMP_NONE when it dangles. */
static inline guint32
lamp_network_other_end (const LampNetwork *network, guint32 element, guint32 node)
{
  return network->element_from[element] == node ? network->element_to[element] : network->element_from[element];
}

/* What people call it ("Fuse 83907"); falls back to the id. */
const char *lamp_network_element_name (const LampNetwork *network, guint32 element);
const char *lamp_network_element_feeder_name (const LampNetwork *network, guint32 element);

/* The middle of its geometry, or its nodes' place; LAMP_WORLD_NONE when nothing is known. */
LampWorld    lamp_network_element_at (const LampNetwork *network, guint32 element);
LampWorldBox lamp_network_element_box (const LampNetwork *network, guint32 element);

/* The element that feeds a node in the normal state; LAMP_NONE for a source or an island. */
guint32 lamp_network_node_feeding (const LampNetwork *network, guint32 node);

/* Nominal, phase to phase, in kV: its own, else that of what feeds it in the normal state on its side of the last
 * transformer, at last its source's. 0 when not known; a transformer's is the one given for it, if any. */
double lamp_network_element_kv (const LampNetwork *network, guint32 element);

/* Index of that id, or LAMP_NONE. Hash look-ups. */
guint32 lamp_network_find_element (const LampNetwork *network, const char *id);
guint32 lamp_network_find_node (const LampNetwork *network, const char *id);
guint32 lamp_network_find_customer (const LampNetwork *network, const char *id);
guint32 lamp_network_find_site (const LampNetwork *network, const char *id);
/* The same, over lists that are short. */
guint32 lamp_network_find_feeder (const LampNetwork *network, const char *id);
guint32 lamp_network_find_source (const LampNetwork *network, const char *id);
guint32 lamp_network_find_depot (const LampNetwork *network, const char *id);

/* Can it interrupt or isolate: everything but lines, transformers and regulators. */
gboolean lamp_element_kind_is_switch (LampElementKind kind);
/* Does it clear a fault by itself: breaker, recloser, fuse. */
gboolean lamp_element_kind_is_protective (LampElementKind kind);
/* The kind's name in files and on the wire, lower camel case: "loadBreakSwitch". Not for the screen. */
const char *lamp_element_kind_to_string (LampElementKind kind);
/* LAMP_ELEMENT_N_KINDS when not one of ours. */
LampElementKind lamp_element_kind_from_string (const char *text);
const char     *lamp_site_class_to_string (LampSiteClass site_class);
gboolean        lamp_site_class_from_string (const char *text, LampSiteClass *site_class);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampNetwork, lamp_network_unref)

G_END_DECLS
