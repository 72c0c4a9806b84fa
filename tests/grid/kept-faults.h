/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What may be wrong with a file of kept arrays (grid/array-file.h), whatever it keeps: each of these spoils it, asserts that it is not
 * used then, and that it is once it is right again.
 */
#pragma once

#include "grid/array-file.h"

G_BEGIN_DECLS

typedef struct
{
  const char   *region, *file;
  gsize         head; /* bytes of it to be spoilt, at least */
  gconstpointer house;
  gboolean (*opens_kept) (gconstpointer house); /* asserts that what is opened is right; was it what is kept? */
  gboolean (*keep) (gconstpointer house);
} KeptFaults;

typedef struct
{
  const char *name; /* of the test */
  void (*spoil) (const KeptFaults *kept);
} KeptFault;

extern const KeptFault kept_faults[5];

/* A LampArrayVisit: appends its bytes (GBytes) to a GPtrArray. */
gboolean kept_faults_collect (gpointer *array, gsize n_bytes, gpointer list);
void     kept_faults_assert_same (const GPtrArray *ones, const GPtrArray *others);

G_END_DECLS
