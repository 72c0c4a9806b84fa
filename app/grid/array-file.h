/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Files of the user's cache that keep arrays as they lie in memory, for the next start to map: a head, then every array at
 * a multiple of LAMP_ARRAY_FILE_ALIGNMENT. The head begins with LampArrayFileHead and holds copies of structs in which each
 * pointer to an array is that array's place in the file; 0 is NULL. So mapping it is adding two addresses.
 *
 * What is kept is used only when it is whole, belongs to this user alone, was made by the same code, and is of the region's
 * present edition; else it is made anew, and nobody is told. Bounded: what was not used for LAMP_ARRAY_FILE_KEEP_DAYS goes
 * when something new is kept.
 * Any thread; may block. A file may be replaced or removed while it is mapped.
 */
#pragma once

#include "grid/edition.h"

#include <nettle/sha2.h>

G_BEGIN_DECLS

#define LAMP_ARRAY_FILE_ALIGNMENT 64
#define LAMP_ARRAY_FILE_SUFFIX ".arrays"
#define LAMP_ARRAY_FILE_KEEP_DAYS 60

typedef struct
{
  guint8      digest[SHA256_DIGEST_SIZE]; /* of all the head behind it, also the caller's */
  char        code[80];                   /* what made it */
  guint64     head_size, size;            /* bytes; `size` of the file */
  LampEdition edition;                    /* of the region it was made of */
} LampArrayFileHead;

/* Called for every array that is kept, one after the other, until one answers FALSE. `array` is where the array is pointed
 * to from, and may be changed. */
typedef gboolean (*LampArrayVisit) (gpointer *array, gsize n_bytes, gpointer data);

/* A LampArrayVisit, for arrays that are each their own memory; without data. */
gboolean lamp_array_free (gpointer *array, gsize n_bytes, gpointer data);

/* Reading */

typedef struct
{
  GMappedFile *mapping;
  guint8      *base; /* the head */
  gsize        head_size, size;
} LampArrayFile;

/* FALSE when it is not fit to be used. `writable`: changes are this process's own. */
gboolean lamp_array_file_map (LampArrayFile *file, const char *name, gsize head_size, const char *code, const LampEdition *edition, gboolean writable);
/* A LampArrayVisit, with the LampArrayFile: its place becomes its address. FALSE when it lies outside. */
gboolean lamp_array_file_find (gpointer *array, gsize n_bytes, gpointer file);
/* It was used: it stays for as long again. */
void lamp_array_file_touch (const char *name);

/* Writing */

typedef struct
{
  int   fd;
  gsize end;  /* of the file so far */
  int   code; /* errno of the first failure */
} LampArrayWriter;

/* A LampArrayVisit, with the LampArrayWriter: writes it, and its address becomes its place. */
gboolean lamp_array_file_put (gpointer *array, gsize n_bytes, gpointer writer);
/* Seals and writes the head, after all arrays. `head_size` is as it was told lamp_array_file_write (). */
gboolean lamp_array_file_put_head (LampArrayWriter *writer, LampArrayFileHead *head, gsize head_size, const char *code, const LampEdition *edition);

typedef gboolean (*LampArrayFill) (LampArrayWriter *writer, gconstpointer what);
/* Whole on the disk before it has its name, by one process at a time, in a folder that is made with what is missing of it, mode 0700.
 * Returns 0 or an errno; 0 also when another process is at it. */
int lamp_array_file_write (const char *name, gsize head_size, LampArrayFill fill, gconstpointer what);

G_END_DECLS
