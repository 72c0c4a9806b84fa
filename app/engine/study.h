/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * A study: what would happen if these switches were operated in this order. It works on copies and touches nothing real.
 *
 * Vocabulary
 *  - base: the present state when the study began. What a study gains and loses is measured by it.
 *  - step: one switch opened or closed. Steps that were undone wait to be done again until another one is done.
 *  - fault: an element that an open outage names. What it left dead beside it may hold the fault: nobody has said that it is sound.
 *
 * Risks of a step
 *  - It is closed between two live sides: it joins two sources, or closes a ring on one.
 *  - It brings to life what a fault left dead beside it. Once a switch between the two is open, it does not.
 *  - A disconnector is opened under load: somebody loses supply by it alone.
 *  - Its switch carries a tag.
 * Overloads are a matter of the whole state, not of a step: see capacity.h.
 *
 * Cost: a step costs what lamp_energisation_set_open () does and one look at each node; closing one between live sides also
 * what lamp_trace_kept_rings () does. Two bytes a node and one an element beside the energisation. One owner, any thread.
 */
#pragma once

#include "grid/energisation.h"

G_BEGIN_DECLS

typedef enum {
  LAMP_STUDY_JOINS_SOURCES = 1 << 0,
  LAMP_STUDY_CLOSES_RING = 1 << 1,
  LAMP_STUDY_ONTO_FAULT = 1 << 2,
  LAMP_STUDY_UNDER_LOAD = 1 << 3,
  LAMP_STUDY_TAGGED = 1 << 4,
} LampStudyRisk;

typedef struct
{
  guint32  element;
  gboolean open;
  guint8   was;      /* LampPhases it was open on before */
  guint    risks;    /* LampStudyRisk */
  guint32  fault;    /* of ONTO_FAULT: which; else LAMP_NONE */
  guint32  n_gained; /* customers who get supply by this step */
  guint32  n_lost;   /* who lose it */
} LampStudyStep;

/* Against the base. */
typedef struct
{
  guint   n_changed; /* switches that stand otherwise */
  guint32 n_gained;  /* customers */
  guint32 n_lost;
  guint32 n_partly; /* who keep some of their phases and lose others */
  double  kw_gained;
  double  kw_lost;
  GArray *sites_gained;  /* guint32: key sites that had no supply and now do */
  GArray *sites_lost;    /* the other way */
  GArray *sites_thinned; /* keep supply, by fewer supply points than before */
} LampStudyEffect;

typedef struct _LampStudy LampStudy;

/* From the state of `real`, which is only read. */
LampStudy *lamp_study_new (const LampEnergisation *real) G_GNUC_WARN_UNUSED_RESULT;
void       lamp_study_free (LampStudy *self);

/* What open outages name, and what carries a tag. Steps done from now on are judged by it. */
void lamp_study_set_marks (LampStudy     *self,
                           const guint32 *faults,
                           guint          n_faults,
                           const guint32 *tagged,
                           guint          n_tagged);

/* The study's own; borrowed, traces may use it. */
LampEnergisation *lamp_study_get_energisation (LampStudy *self);

/* A step. FALSE, and nothing is done, when the switch stands so already. `dirty` as for lamp_energisation_set_open (). */
gboolean lamp_study_set_open (LampStudy *self, guint32 element, gboolean open, LampWorldBox *dirty);
/* FALSE when there is none to undo, or to do again. */
gboolean lamp_study_undo (LampStudy *self, LampWorldBox *dirty);
gboolean lamp_study_redo (LampStudy *self, LampWorldBox *dirty);
/* All steps undone, and none left to do again. */
void lamp_study_reset (LampStudy *self, LampWorldBox *dirty);
/* Does the steps of another study again, which may be over another network. Left out are those whose switch stands so already
 * or is not there: how many is returned. */
guint lamp_study_repeat (LampStudy *self, const LampStudy *from);

/* Those done, in order; borrowed until the next change. */
const LampStudyStep *lamp_study_get_steps (const LampStudy *self, guint *n);
guint                lamp_study_count_undone (const LampStudy *self);

/* In how many elements `real`, of the same network, stands otherwise than the base. */
guint lamp_study_count_changes (const LampStudy *self, const LampEnergisation *real);

void lamp_study_compare (const LampStudy *self, LampStudyEffect *effect);
void lamp_study_effect_clear (LampStudyEffect *effect);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LampStudy, lamp_study_free)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (LampStudyEffect, lamp_study_effect_clear)

G_END_DECLS
