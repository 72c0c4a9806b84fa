/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What is in a region, and what is dirty in it: counted, named, never repaired. The words are in data/profiles.md.
 *
 * Cost: one load of the region and a few passes over its arrays. Blocks; GDAL in the calling thread only.
 */
#pragma once

#include "grid/network.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_PROBLEM_MISSING_COORDINATES, /* no place of its own, drawn by its nodes */
  LAMP_PROBLEM_UNPLACED,            /* not drawn: not even its nodes have a place */
  LAMP_PROBLEM_ZERO_LENGTH,         /* a line drawn as one point */
  LAMP_PROBLEM_MISSING_NODE,        /* an element without a node at one end or both */
  LAMP_PROBLEM_SAME_NODE,           /* both ends of an element at one node */
  LAMP_PROBLEM_UNKNOWN_NODE,        /* a customer, source or site at a node no element has */
  LAMP_PROBLEM_DANGLING_END,        /* an end at which nothing else is */
  LAMP_PROBLEM_ISLAND,              /* a connected part without a source, however switches stand */
  LAMP_PROBLEM_DEAD_PART,           /* without supply in the normal state, though a tie could feed it */
  LAMP_PROBLEM_LOOP,                /* closes a ring in the normal state */
  LAMP_PROBLEM_SOURCES_JOINED,      /* joins what two sources feed, in the normal state */
  LAMP_PROBLEM_PARALLEL,            /* beside another closed element between the same two nodes */
  LAMP_PROBLEM_DUPLICATE,           /* like another: kind, nodes and phases */
  LAMP_PROBLEM_DUPLICATE_ID,        /* an id that was there before */
  LAMP_PROBLEM_MISSING_ID,
  LAMP_PROBLEM_UNFED_CUSTOMER, /* no source reaches it in the normal state */
  LAMP_PROBLEM_ORPHAN,         /* supply points and contacts that name no site */
  LAMP_PROBLEM_N,
} LampProblemKind;

typedef enum {
  LAMP_SUBJECT_ELEMENT,
  LAMP_SUBJECT_CUSTOMER,
  LAMP_SUBJECT_SOURCE,
  LAMP_SUBJECT_SITE,
  LAMP_SUBJECT_NOTHING, /* what only the file has: an orphan */
} LampSubject;

/* One case of a problem. */
typedef struct
{
  LampSubject subject;
  guint32     index;       /* of the element, customer, …; of a part, of the first of its elements */
  guint32     node;        /* where it is, or LAMP_NONE: of a dangling end, which of the two */
  guint32     other;       /* the element it is a double of or parallel to, or LAMP_NONE */
  guint32     n_elements;  /* of a part; else 0 */
  guint32     n_customers; /* of a part; else 0 */
} LampCase;

typedef struct
{
  LampProblemKind kind;
  guint64         n_elements; /* in all the islands or dead parts; else 0 */
  GArray         *cases;      /* LampCase, all of them */
} LampProblem;

typedef struct
{
  char        *path;
  LampNetwork *network;
  guint64      lines, switches, transformers;
  GPtrArray   *problems; /* LampProblem, those that are there, in the order of the kinds */
} LampCheck;

/* Errors: as lamp_network_load. */
LampCheck *lamp_check_region (const char *path, GCancellable *cancellable, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_check_free (LampCheck *check);

/* Its id, "?" when it has none. Of the check's network. */
const char *lamp_check_case_id (const LampCheck *check, const LampCase *at);
/* Where it is; LAMP_WORLD_NONE when that is not known. */
LampWorld lamp_check_case_at (const LampCheck *check, const LampCase *at);

/* Lower case with hyphens, for files and programs: "dangling-end". */
const char *lamp_problem_kind_to_string (LampProblemKind kind);
/* A translated sentence that says what it is. */
const char *lamp_problem_kind_describe (LampProblemKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampCheck, lamp_check_free)

G_END_DECLS
