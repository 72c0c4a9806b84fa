/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Restoration options: for a fault on an element, what to open so that nothing feeds it, which normally open ties can feed
 * which sound part from elsewhere, what each would bring back, and what would be overloaded or unsafe. The words are in
 * data/grid.md.
 *
 * Vocabulary
 *  - section: the fault and all that no switch parts from it. Breakers, reclosers and fuses count as switches.
 *  - part: what loses supply with the section but is sound, joined within itself by what is closed.
 *  - device: a closed switch at the edge of the section.
 *  - tie: a normally open switch with an end in a part or in the section.
 *
 * Rules
 *  - Closed again is only the protective device that clears the fault; closed are only normally open ties. A switch that is
 *    open though normally closed is open for somebody's reason.
 *  - A tie is closed only on a dead part, so what is fed stays as radial as it was: no two sources are joined, no ring closed.
 *  - A part is fed by one tie, whole or not at all. Ties are chosen one after another, the best first (greedy): those with
 *    all ratings known before others, then most key sites without supply, most key sites, most customers, most power to spare, the shortest way.
 *  - Overload: on the way from the source to the part, what an element already carries (the kilowatts behind it) and the
 *    part's kilowatts together, against its rating: kVA of a transformer, or amperes times the phase voltage times its
 *    phases. Kilowatts are taken for kVA (power factor 1): what is told as overloaded is so at any power factor. Where a
 *    rating or voltage is missing, or current divides over a ring, it is unknown, never guessed.
 *
 * Cost: O(elements) for each tie chosen. The energisation is left as it was.
 */
#pragma once

#include "grid/trace.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_TIE_CHOSEN,
  LAMP_TIE_ALTERNATIVE, /* would do as well; closed beside the chosen one it would put two supplies in parallel */
  LAMP_TIE_OVERLOAD,    /* refused: an element on the way would carry more than its rating */
  LAMP_TIE_FAULT,       /* refused: it leads onto the fault */
  LAMP_TIE_BLOCKED,     /* refused: the tie, or something it would bring to life, is tagged or grounded */
  LAMP_TIE_PHASES,      /* refused: phases that the part needs would stay dead */
  LAMP_TIE_RING,        /* refused: both its ends are in the same part, it would only close a ring */
  LAMP_TIE_DEAD,        /* nothing is live at its other end */
  LAMP_TIE_IDLE,        /* of no use: it would bring nobody back */
  LAMP_TIE_N_VERDICTS,
} LampTieVerdict;

typedef struct
{
  guint32        tie;
  guint32        part; /* into parts; LAMP_NONE when it touches only the section */
  LampTieVerdict verdict;
  gboolean       known;     /* every rating and voltage on the way */
  guint32        tightest;  /* the element of the way with the least to spare, where known; LAMP_NONE */
  double         spare_kva; /* what it has to spare with the part on it; negative when overloaded */
  guint          n_way;     /* elements between the source and the part */
} LampTieOption;

typedef struct
{
  guint32  n_customers; /* that it brings back */
  guint32  n_sites;     /* with a supply point there */
  guint32  n_dark;      /* of these, those without supply from elsewhere */
  double   kw;
  GArray  *nodes;   /* guint32 */
  GArray  *devices; /* guint32: those between it and the section */
  guint32  tie;     /* that feeds it in the plan, or LAMP_NONE */
  gboolean blocked;
} LampPart;

typedef struct
{
  guint32  element;
  gboolean open;
  guint32  part; /* that a tie brings back; LAMP_NONE of other steps */
} LampStep;

typedef struct
{
  guint32   fault;
  guint32   source;     /* in the section: no switch can part it from the fault, and there is no plan; LAMP_NONE */
  guint32   clears;     /* the protective device that clears the fault, or has; LAMP_NONE */
  LampTrace lost;       /* without any tie: devices are all around the section */
  GArray   *section;    /* elements, guint32 */
  GArray   *parts;      /* LampPart, in the order of the devices */
  GArray   *ties;       /* LampTieOption */
  GArray   *steps;      /* LampStep, in order */
  guint32   n_restored; /* customers, of those lost */
  double    restored_kw;
} LampRestoration;

/* In the state of the energisation; when the fault is dead in it because a protective device above is open, as if that had
 * just cleared it. `blocked` (nullable): elements that are tagged or grounded. */
LampRestoration *lamp_restoration_new (LampEnergisation *state,
                                       guint32           fault,
                                       const guint32    *blocked,
                                       guint             n_blocked) G_GNUC_WARN_UNUSED_RESULT;
void             lamp_restoration_free (LampRestoration *restoration);

/* "chosen", "overload", …: the word in files. */
const char *lamp_tie_verdict_to_string (LampTieVerdict verdict);
/* The same in the user's language, a clause. */
const char *lamp_tie_verdict_say (LampTieVerdict verdict);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampRestoration, lamp_restoration_free)

G_END_DECLS
