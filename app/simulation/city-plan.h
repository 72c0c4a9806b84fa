/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What the makers of the demo city share: the plan as it grows from water to the last service drop.
 *
 * Vocabulary
 *  - plan metres: x east, y north, from the south-west corner of a CITY_WIDTH_M × CITY_HEIGHT_M sheet.
 *  - ground: a raster of CITY_CELL_M cells over the sheet; each cell holds bits of what covers it.
 *  - street: a course with a name and a rank; road node and road edge: the planar graph all streets make together.
 *  - pole: a place on a street where electricity may branch (a pole outside, a cable joint in the centre).
 *
 * Invariants: everything follows from the seed. Only + - * / and sqrt touch coordinates, so every machine that
 * calculates in IEEE doubles makes the same city; each stage draws from its own stream of random numbers, so a
 * change in one stage leaves the others alone.
 * Ownership: LampCity owns everything in it. One thread.
 */
#pragma once

#include "grid/draft.h"

G_BEGIN_DECLS

#define CITY_WIDTH_M 12000.0
#define CITY_HEIGHT_M 9000.0
#define CITY_MARGIN_M 5000.0 /* how far water and roads go on beyond the sheet */
#define CITY_CELL_M 2.0
#define CITY_COLUMNS 6000
#define CITY_ROWS 4500
#define CITY_CENTRE ((LampCityVec){ 6050.0, 5150.0 })

typedef struct
{
  double x, y;
} LampCityVec;

typedef struct
{
  LampCityVec *at;
  guint        n, size;
} LampCityPath;

typedef struct
{
  guint64 state;
} LampCityRandom;

typedef enum {
  GROUND_WATER = 1 << 0,
  GROUND_GREEN = 1 << 1,
  GROUND_ROAD = 1 << 2,
  GROUND_BUILT = 1 << 3,
  GROUND_RAIL = 1 << 4,
  GROUND_MOTORWAY = 1 << 5,
  GROUND_FOREST = 1 << 6, /* green that no street enters; always with GROUND_GREEN */
} LampCityGround;

typedef enum {
  ZONE_NONE, /* open country */
  ZONE_OLD_TOWN,
  ZONE_INNER,
  ZONE_SUBURB,
  ZONE_INDUSTRY,
} LampCityZone;

/* An area of the base map. */
typedef struct
{
  LampBaseKind kind;
  char        *name;
  LampCityPath ring;
} LampCityArea;

typedef struct
{
  char        *name;
  guint8       rank;     /* 0 motorway … 3 lane */
  gboolean     bridges;  /* may cross water */
  gboolean     dead_end; /* a cul-de-sac: its free end is meant */
  LampCityPath course;
  guint       *nodes; /* the road nodes along it; G_MAXUINT where it is broken */
  guint        n_nodes;
} LampCityStreet;

typedef struct
{
  guint    a, b; /* road nodes */
  guint    street;
  gboolean bridge;
} LampCityRoad;

typedef struct
{
  LampCityVec  at;                     /* the middle */
  LampCityVec  along;                  /* unit vector along its street */
  double       half_width, half_depth; /* along the street, and away from it */
  LampCityZone zone;
  guint8       rank;   /* 0 large, 1 block, 2 house */
  guint        road;   /* the road edge it fronts */
  double       weight; /* how many households it would hold */
  guint        customers;
  guint        site; /* index of the key site it belongs to, or G_MAXUINT */
} LampCityBuilding;

/* A key site or a depot. */
typedef struct
{
  guint       spec; /* row of its table */
  LampCityVec at;
  guint       road;
  guint       pole;
} LampCitySpot;

typedef struct
{
  LampCityVec  at;
  LampCityZone zone;
  guint        first_link, n_links; /* into links */
  guint        customers;           /* of the buildings served from here */
  /* the electrical forest: */
  guint  parent;                  /* pole towards the substation, G_MAXUINT at it and where no substation reaches */
  guint  parent_road;             /* the road that way */
  guint  substation;              /* G_MAXUINT: none reaches it */
  double distance_m;              /* weighted way to the substation */
  guint  first_child, n_children; /* into children */
  guint  transformer;             /* the public one that serves it, or G_MAXUINT */
  guint  own_transformer;         /* the public one standing here, or G_MAXUINT */
  guint  low_behind;              /* customers at low voltage from its parent through it */
} LampCityPole;

typedef struct
{
  guint  pole;
  guint  road;
  double length_m;
  double cost; /* weighted metres */
} LampCityLink;

typedef struct
{
  guint      pole;
  guint      feeder;
  guint      customers;
  guint      kva;
  guint      site; /* whose own it is, or G_MAXUINT for a public one */
  guint      next; /* the next at the same pole, or G_MAXUINT */
  LampPhases phases;
} LampCityTransformer;

/* What the lines of one feeder do at a pole. */
typedef enum {
  ROLE_NONE, /* the feeder does not come by */
  ROLE_LATERAL,
  ROLE_TRUNK,
  ROLE_KIND_MASK = 3,
  ROLE_JOINT = 1 << 4, /* a bit: something is to be attached here */
  ROLE_THREE = 1 << 5, /* a bit: whoever lies behind needs three phases */
} LampCityRole;

typedef struct
{
  guint       substation;
  guint       number; /* from 1, over all substations */
  char       *id;     /* "F07" */
  char       *name;   /* "Harbour 3" */
  guint       customers;
  LampCityVec shift;                              /* how far its lines are drawn from the middle of the street */
  guint      *behind;                             /* load behind each pole on its medium voltage, 0 where it does not go; one a pole */
  guint8     *role;                               /* LampCityRole of each pole */
  guint       n_devices, n_lines, n_transformers; /* for ids */
} LampCityFeeder;

/* A line beside the forest: a tie between two feeders, or the second supply of a key site. */
typedef struct
{
  guint  feeder; /* from whose trunk it starts */
  guint  other;  /* the feeder at its end, or G_MAXUINT for a site */
  guint  site;   /* index of the site at its end, or G_MAXUINT for a tie */
  guint *poles;  /* from the start to the end */
  guint  n_poles;
  guint  open_after; /* ties: the switch stands between this pole and the next */
} LampCitySpur;

typedef struct
{
  const char *id, *name, *district;
  LampCityVec at; /* the middle of its yard */
  guint       road;
  guint       pole;
  guint       first_feeder, n_feeders;
  double      handicap; /* weighted metres; evens out who serves how much */
} LampCitySubstation;

#define CITY_SUBSTATIONS 3

typedef struct
{
  guint64            seed;
  GPtrArray         *areas;                                /* LampCityArea */
  GPtrArray         *streets;                              /* LampCityStreet */
  GPtrArray         *rails;                                /* LampCityStreet */
  guint8            *ground;                               /* CITY_ROWS × CITY_COLUMNS */
  GArray            *nodes;                                /* LampCityVec */
  GArray            *roads;                                /* LampCityRoad */
  GArray            *buildings;                            /* LampCityBuilding */
  GArray            *sites, *depots;                       /* LampCitySpot, in the order of their tables */
  GArray            *poles;                                /* LampCityPole */
  GArray            *links;                                /* LampCityLink */
  GArray            *transformers;                         /* LampCityTransformer */
  GArray            *feeders;                              /* LampCityFeeder */
  GArray            *spurs;                                /* LampCitySpur */
  guint             *children;                             /* of the poles in the forest */
  guint             *building_pole;                        /* one a building; G_MAXUINT: served by none */
  guint             *pole_building_start, *pole_buildings; /* the buildings of each pole */
  LampCitySubstation substations[CITY_SUBSTATIONS];
  LampDraft         *draft; /* what has been written so far */
} LampCity;

/* city-geometry.c: vectors, paths, random numbers, smooth noise */
void        lamp_city_random_init (LampCityRandom *random, guint64 seed, const char *stage);
double      lamp_city_random (LampCityRandom *random); /* [0, 1) */
double      lamp_city_random_range (LampCityRandom *random, double low, double high);
guint       lamp_city_random_int (LampCityRandom *random, guint n); /* 0 … n - 1 */
void        lamp_city_cos_sin (double angle_rad, double *cosine, double *sine);
double      lamp_city_noise (LampCityVec at, double wavelength_m, guint32 salt); /* [-1, 1], smooth */
double      lamp_city_length (LampCityVec v);
double      lamp_city_distance (LampCityVec a, LampCityVec b);
LampCityVec lamp_city_unit (LampCityVec v);
double      lamp_city_segment_distance (LampCityVec p, LampCityVec a, LampCityVec b, double *along);
gboolean    lamp_city_cross (LampCityVec a, LampCityVec b, LampCityVec c, LampCityVec d, double *t, double *u);
void        lamp_city_path_add (LampCityPath *path, double x, double y);
void        lamp_city_path_clear (LampCityPath *path);
double      lamp_city_path_distance (const LampCityPath *path, LampCityVec p, double *along);
void        lamp_city_path_simplify (LampCityPath *path, double tolerance_m);
void        lamp_city_spline (LampCityPath *path, const LampCityVec *control, guint n, gboolean closed, double step_m);
void        lamp_city_blob (LampCityPath *ring, LampCityVec at, double rx, double ry, double angle, double rough, guint32 salt);
void        lamp_city_ribbon (LampCityPath *ring, const LampCityPath *middle, const double *half_width);
LampPoint   lamp_city_point (LampCityVec at); /* degrees, rounded to 1e-7 */

/* city-ground.c: the raster */
guint8       lamp_city_ground_at (const LampCity *city, LampCityVec at);
void         lamp_city_ground_fill (LampCity *city, const LampCityPath *ring, guint8 bits);
void         lamp_city_ground_stroke (LampCity *city, LampCityVec a, LampCityVec b, double width_m, guint8 bits);
gboolean     lamp_city_ground_line_has (const LampCity *city, LampCityVec a, LampCityVec b, guint8 bits);
gboolean     lamp_city_ground_box_has (const LampCity *city, LampCityVec at, LampCityVec along, double half_width, double half_depth, guint8 bits);
void         lamp_city_ground_box_set (LampCity *city, LampCityVec at, LampCityVec along, double half_width, double half_depth, guint8 bits);
LampCityZone lamp_city_zone (const LampCity *city, LampCityVec at);

/* the stages, in this order */
void lamp_city_make_water (LampCity *city);
void lamp_city_make_green (LampCity *city);
void lamp_city_make_arterials (LampCity *city);
void lamp_city_make_streets (LampCity *city);
/* The streets from that number on, each to the next street of any number. */
void lamp_city_draw_out_streets (LampCity *city, guint first);
void lamp_city_make_roads (LampCity *city);
void lamp_city_make_sites (LampCity *city);
void lamp_city_make_blocks (LampCity *city);
void lamp_city_make_poles (LampCity *city);
void lamp_city_make_transformers (LampCity *city);
void lamp_city_make_feeders (LampCity *city);
void lamp_city_make_spurs (LampCity *city);
void lamp_city_write_base (LampCity *city);
void lamp_city_write_grid (LampCity *city);
void lamp_city_write_low (LampCity *city);
void lamp_city_write_sites (LampCity *city);

/* city-sites.c */
guint  lamp_city_site_supplies (const LampCity *city, guint site); /* 1 or 2 */
double lamp_city_site_kva (const LampCity *city, guint site);

/* city-poles.c */
/* Shortest ways over the links from any of the starts, as far as `reach`. All arrays are one a pole; `from` is G_MAXUINT
 * where no way leads and the pole itself at a start; `origin` is the index of the start.
 * A start with a handicap begins that far back; NULL: none has one. */
typedef struct
{
  double *distance; /* weighted metres */
  guint  *from, *road, *origin;
} LampCityWays;

void  lamp_city_search (const LampCity *city, const guint *starts, const double *handicaps, guint n_starts, double reach, LampCityWays *ways);
void  lamp_city_ways_clear (LampCityWays *ways);
guint lamp_city_nearest_pole (const LampCity *city, LampCityVec at, guint road);

/* city-grid.c, city-medium.c */
LampCityVec lamp_city_line_at (const LampCity *city, guint feeder, guint pole);
gboolean    lamp_city_is_wet (const LampCity *city, guint pole); /* on a bridge: nothing can stand there */
gboolean    lamp_city_is_cable (const LampCity *city, guint pole);
const char *lamp_city_node (const LampCity *city, guint feeder, guint pole, char buffer[32]);
const char *lamp_city_site_node (guint site, gboolean main, char buffer[32]);
const char *lamp_city_low_node (guint transformer, guint pole, char buffer[32]);
void        lamp_city_add_line (LampCity *city, guint feeder, const char *from, const char *to, LampVoltageClass voltage, LampPhases phases, gboolean cable, guint road, const LampCityPath *course);
void        lamp_city_add_device (LampCity *city, guint feeder, LampElementKind kind, const char *word, const char *from, const char *to, LampVoltageClass voltage, LampPhases phases, gboolean telemetered, gboolean open, LampCityVec at);
void        lamp_city_add_transformer (LampCity *city, guint feeder, guint transformer, const char *from, const char *to, LampCityVec at);
void        lamp_city_write_medium (LampCity *city, guint feeder);

/* city-names.c */
char *lamp_city_street_name (LampCityRandom *random, GHashTable *used, guint8 rank, gboolean dead_end);

LampCityStreet *lamp_city_street_new (const char *name, guint8 rank, gboolean bridges);
LampCityArea   *lamp_city_area_new (LampCity *city, LampBaseKind kind, const char *name);

G_END_DECLS
