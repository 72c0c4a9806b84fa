/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A CIM model in memory, and its way into a draft. The steps, each in a file of its own:
 *  - cim-words.c: which classes and properties matter, and where a property goes.
 *  - cim-parse.c: the XML of a file (libxml2's SAX interface); cim-values.c: what it says goes into objects.
 *  - cim-model.c: the objects: identity, references ahead, who belongs to whom.
 *  - cim-place.c: coordinates become degrees WGS 84.
 *  - cim-equipment.c: what all equipment has in common; cim-grid.c: lines, and all of it in turn; cim-switch.c,
 *    cim-transformer.c, cim-supply.c: the rest.
 *  - cim.c: the course of it, and the report.
 * One thread, one import.
 *
 * An object is one fixed row whatever its class; what a slot of it means depends on the class (CimRef, CimNumber). Object 0
 * is nobody: a reference that is not there.
 */
#pragma once

#include "grid/cim.h"
#include "grid/pool.h"

G_BEGIN_DECLS

/* What a class is to us. */
typedef enum {
  CIM_UNDEFINED, /* referred to, not described in any file */
  CIM_OTHER,     /* described, of no class below: left aside */
  CIM_HEADER,    /* about the file, not the grid */
  CIM_DIFFERENCE,
  CIM_LINE,
  CIM_JOINT, /* a bus bar or junction: one node, or several that are one */
  CIM_SWITCH,
  CIM_GROUND_SWITCH,
  CIM_CUT,
  CIM_TRANSFORMER,
  CIM_TANK,
  CIM_END,
  CIM_TAP_CHANGER,
  CIM_CONSUMER,
  CIM_SOURCE,
  CIM_MACHINE,
  CIM_FEEDER,
  CIM_CONTAINER,
  CIM_LINE_CONTAINER,
  CIM_BASE_VOLTAGE,
  CIM_TERMINAL,
  CIM_NODE,
  CIM_TOPOLOGICAL_NODE,
  CIM_LOCATION,
  CIM_COORDINATE_SYSTEM,
  CIM_POINT, /* of a location; not an object of its own */
  CIM_PHASE, /* of a line, switch or consumer */
  CIM_USAGE_POINT,
  CIM_END_DEVICE,
  CIM_LIMIT_SET,
  CIM_LIMIT,
  CIM_INFO, /* of a tank, wire spacing or cable */
  CIM_END_INFO,
  CIM_DISCRETE,
  CIM_NAME,
} CimRole;

typedef struct
{
  const char     *name;
  CimRole         role;
  LampElementKind kind;    /* of switches */
  const char     *becomes; /* in the report */
} CimClass;

/* Slots for references. */
typedef enum {
  CIM_REF_OWNER,     /* what it is a part of */
  CIM_REF_CONTAINER, /* feeder, bay, voltage level, substation */
  CIM_REF_FEEDER,    /* equipment: a further container */
  CIM_REF_VOLTAGE,   /* equipment, ends, levels: base voltage. Terminals: limits */
  CIM_REF_LOCATION,
  CIM_REF_NODE, /* terminals: connectivity node. Ends: terminal. Feeders: head terminal */
  CIM_REF_MORE, /* terminals: topological node. Tanks, lines, phases: their catalogue entry. Locations: coordinate system */
  CIM_REF_N,
} CimRef;
#define CIM_REF_LIMITS CIM_REF_VOLTAGE

/* Slots for numbers; NaN when not given. */
typedef enum {
  CIM_NUMBER_MAIN, /* length, active power, rated current, rated power, nominal voltage, value of a limit */
  CIM_NUMBER_MORE, /* number of customers, rated voltage */
  CIM_NUMBER_N,
} CimNumber;

/* Truths; each takes two bits: is it given, is it so. */
typedef enum {
  CIM_FLAG_NORMALLY_OPEN,
  CIM_FLAG_OPEN,
  CIM_FLAG_IN_SERVICE,
  CIM_FLAG_NORMALLY_IN_SERVICE,
  CIM_FLAG_CONNECTED,
  CIM_FLAG_CABLE,
  CIM_FLAG_INVERTER,
  CIM_FLAG_N,
} CimFlag;

enum {
  CIM_PHASE_A = LAMP_PHASE_A,
  CIM_PHASE_B = LAMP_PHASE_B,
  CIM_PHASE_C = LAMP_PHASE_C,
  CIM_PHASE_SPLIT = 1 << 3, /* s1 or s2: behind a centre tap */
};

typedef struct
{
  guint32 id;         /* what references say, without decoration; all three are offsets into the pool */
  guint32 mrid, name; /* 0: not given; an mRID like the id is not kept */
  guint32 ref[CIM_REF_N];
  double  number[CIM_NUMBER_N];
  guint16 flags;
  guint16 class_index; /* into model->classes; 0 while undefined */
  gint16  sequence;    /* of terminals, ends */
  guint8  phases;
} CimObject;

typedef struct
{
  guint32   location; /* object */
  gint32    sequence;
  LampPoint at; /* as in the file, then degrees; NaN: no place */
} CimPoint;

/* A class as it occurs in the files. */
typedef struct
{
  const CimClass *what; /* NULL for one we do not know */
  char           *name;
  guint64         n;          /* objects */
  guint64         n_unplaced; /* of those that have a place in the region */
} CimClassCount;

/* Something that happened often: how often, and to whom first. */
typedef struct
{
  guint64 n;
  char   *first;
} CimTally;

typedef struct
{
  LampTextSet pool;
  GArray     *objects; /* CimObject */
  GHashTable *by_id;   /* offset of the id → index */
  GArray     *classes; /* CimClassCount; 0 is "undefined" */
  GHashTable *class_by_name;
  GArray     *aside;              /* guint64: hashes of the ids of objects left aside, which have no row */
  GArray     *points;             /* CimPoint; by location and sequence once settled */
  GHashTable *crs_urns;           /* coordinate system → offset of its name */
  guint32    *part_start, *parts; /* who names each object as its owner, by sequence; made when settled */
  guint32    *point_start;        /* by location; made when settled */
  gboolean    cgmes;              /* a file says so */
  CimTally    bad_values, dangling, retyped;
} CimModel;

/* Where the value of a property goes. */
typedef enum {
  CIM_GOES_NOWHERE,
  CIM_GOES_NAME,
  CIM_GOES_MRID,
  CIM_GOES_REF,      /* into slot */
  CIM_GOES_BACK_REF, /* the subject into that slot of the object it names */
  CIM_GOES_NUMBER,
  CIM_GOES_SPARE_NUMBER, /* unless a better property gave it */
  CIM_GOES_SEQUENCE,
  CIM_GOES_FLAG,
  CIM_GOES_NOT_FLAG,
  CIM_GOES_PHASES,
  CIM_GOES_CRS,
  CIM_GOES_X,
  CIM_GOES_Y,
  CIM_GOES_PROFILE,
  CIM_GOES_KIND, /* rdf:type */
} CimGoes;

typedef struct
{
  const char *name;
  CimGoes     goes;
  int         slot;
} CimProperty;

/* NULL when it is none of ours. */
const CimClass          *cim_class_find (const char *name);
const CimProperty       *cim_property_find (const char *name);
extern const CimProperty cim_property_type;
/* The phases a SinglePhaseKind, PhaseCode or OrderedPhaseCodeKind literal names. */
guint8 cim_phases_from_literal (const char *literal);
/* "_" and "urn:uuid:" and what stands before "#" are taken off. */
const char *cim_bare_id (const char *text);

CimModel *cim_model_new (void);
void      cim_model_free (CimModel *model);
/* The object of that identity, made when it is not there. Pointers into the model move with every new object. */
guint32 cim_model_object (CimModel *model, const char *bare_id);
guint16 cim_model_class (CimModel *model, const char *name);
void    cim_model_note_aside (CimModel *model, const char *bare_id);
/* Object 0: of one that has no row. */
void cim_model_count (CimModel *model, guint32 object, guint16 class_index);
/* When all files are read: names, parts, points in order, references that lead nowhere. */
void cim_model_settle (CimModel *model);
/* `whom` comes from a file, and is made fit to be shown in a line. */
void cim_tally (CimTally *tally, const char *whom);

static inline CimObject *
cim_object (const CimModel *model, guint32 object)
{
  return &g_array_index (model->objects, CimObject, object);
}

static inline guint32
cim_ref (const CimModel *model, guint32 object, CimRef slot)
{
  return cim_object (model, object)->ref[slot];
}

CimRole cim_role (const CimModel *model, guint32 object);
/* Whether a truth is given, and what it is. */
gboolean cim_flag (const CimModel *model, guint32 object, CimFlag flag, gboolean *value);
/* What people and the region know it by; borrowed until the pool grows. */
const char *cim_id (const CimModel *model, guint32 object);
const char *cim_name (const CimModel *model, guint32 object);
/* The parts of an object, by sequence. */
const guint32 *cim_parts (const CimModel *model, guint32 object, guint *n);

/* Reads one file into the model. `read` is called with the bytes of each piece. FALSE also when cancelled. */
typedef void (*CimReadFunc) (gsize bytes, gpointer data);
gboolean cim_parse (CimModel *model, const char *path, CimReadFunc read, gpointer data, GCancellable *cancellable, GError **error);

/* Coordinates to degrees. */
gboolean cim_place (CimModel *model, const LampCimSource *source, GPtrArray *notes, GError **error);

/* The grid being made. */
typedef struct
{
  CimModel   *model;
  LampDraft  *draft;
  double      volt, watt, metre, volt_ampere;                    /* of one unit in the file */
  GArray     *points;                                            /* LampPoint, of the object at hand */
  guint64     points_left;                                       /* that may still be given out: many may share those of one location */
  GHashTable *cuts;                                              /* line → GArray of the cuts in it */
  guint64     n_elements, n_joined, n_sources, n_machines_aside; /* joined: with a node */
  guint64     n_consumers, n_customers, n_counted;               /* counted: those known by a customerCount only */
  gboolean    heads_are_sources;
  CimTally    without_terminals, off_normal, out_of_service, split_switches, circles, counts_cut, inverters, nowhere;
} CimGrid;

/* Everything there is in the model. */
void cim_add_all (CimGrid *grid);

/* Of one piece of equipment; more are not looked at. */
#define CIM_MAX_TERMINALS 64

/* The node a terminal is at, "" for none. */
const char *cim_terminal_node (const CimGrid *grid, guint32 terminal);
/* The terminals of equipment, by sequence. */
guint cim_terminals (const CimGrid *grid, guint32 equipment, guint32 *out, guint max);
/* Its different nodes in the order of the terminals, at most CIM_MAX_TERMINALS; counts what has none. One that has both
 * terminals at one node has that twice. */
guint cim_nodes (CimGrid *grid, guint32 equipment, const char **nodes);
/* kV; 0 when not known. */
double      cim_kv (const CimGrid *grid, guint32 object);
const char *cim_feeder (CimGrid *grid, guint32 equipment);
/* By the wires or switch phases, else by the terminals; what says nothing has all three (IEC 61968-11). */
LampPhases cim_phases (const CimGrid *grid, guint32 equipment);
/* Amperes; 0 when there is none. The lowest of several is the one for lasting operation. */
double cim_limit (const CimGrid *grid, guint32 equipment);
/* Before: works out the lowest limit of each set once, as many terminals may share it. */
void cim_settle_limits (CimModel *model);
/* Normally out of service, or disconnected. */
gboolean cim_left_open (CimGrid *grid, guint32 equipment);
/* Fills grid->points with the object's place, or that of another where it has none. */
void cim_take_place (CimGrid *grid, guint32 object, guint32 fallback);
/* An element with what all equipment has: id, name, feeder, voltage, place. */
void cim_begin_element (CimGrid *grid, guint32 object, LampElementKind kind, LampDraftElement *element);
/* One element where there are two nodes; with more, one from the first node to each other, their ids numbered by ends. */
void cim_add_between (CimGrid *grid, LampDraftElement *element, const char *const *nodes, guint n);
/* The normal position; where only the present one is given, that. */
gboolean cim_is_open (const CimGrid *grid, guint32 object, gboolean otherwise);
void     cim_add_switch (CimGrid *grid, guint32 device);
void     cim_add_ground_switch (CimGrid *grid, guint32 device);
void     cim_add_transformer (CimGrid *grid, guint32 transformer);
/* Customers, sources, feeders. */
void cim_add_supply (CimGrid *grid);

G_END_DECLS
