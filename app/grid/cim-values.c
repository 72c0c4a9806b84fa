/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What a CIM file says of an object, into the object's row. See cim-parse-private.h. A value without sense is counted and
 * taken as not given.
 */
#include "config.h"

#include "grid/cim-parse-private.h"

#include <math.h>
#include <string.h>

/* The row of the node at hand; one left aside gets it only when a property needs it. */
static guint32
subject (CimParser *parser)
{
  CimNode *node = cim_top (parser);

  if (node->object == 0 && node->role != CIM_POINT)
    {
      node->object = cim_model_object (parser->model, node->id->str);
      if (node->object != 0 && cim_object (parser->model, node->object)->class_index == 0)
        cim_object (parser->model, node->object)->class_index = node->class_index;
    }
  return node->object;
}

static void
bad_value (CimParser *parser, const char *value)
{
  g_autofree char *what = g_strdup_printf ("%s “%.40s”", parser->property->name, value);

  cim_tally (&parser->model->bad_values, what);
}

static double
number (CimParser *parser, const char *text)
{
  char  *end = NULL;
  double value = g_ascii_strtod (text, &end);

  while (end != NULL && g_ascii_isspace (*end))
    end++;
  if (end == text || *end != '\0' || !isfinite (value))
    {
      bad_value (parser, text);
      return NAN;
    }
  return value;
}

static void
take_flag (CimParser *parser, guint32 object, const char *text, gboolean turned)
{
  const int  shift = 2 * parser->property->slot;
  CimObject *row = cim_object (parser->model, object);
  gboolean   yes = g_ascii_strcasecmp (text, "true") == 0 || g_str_equal (text, "1");

  if (!yes && g_ascii_strcasecmp (text, "false") != 0 && !g_str_equal (text, "0"))
    {
      bad_value (parser, text);
      return;
    }
  row->flags = (guint16)((row->flags & ~(3 << shift)) | (1 | (yes != turned) << 1) << shift);
}

static void
take_number (CimParser *parser, guint32 object, const char *text)
{
  const double value = number (parser, text);
  double      *slot = &cim_object (parser->model, object)->number[parser->property->slot];

  if (isfinite (value) && (parser->property->goes == CIM_GOES_NUMBER || isnan (*slot)))
    *slot = value;
}

static void
take_sequence (CimParser *parser, const char *text)
{
  const double value = number (parser, text);

  if (!isfinite (value))
    return;
  if (cim_top (parser)->role == CIM_POINT)
    cim_top (parser)->point.sequence = (gint32)CLAMP (value, G_MININT32, G_MAXINT32);
  else if (subject (parser) != 0)
    cim_object (parser->model, subject (parser))->sequence = (gint16)CLAMP (value, G_MININT16, G_MAXINT16);
}

static void
take_mrid (CimParser *parser, guint32 object, const char *text)
{
  CimModel *model = parser->model;

  text = cim_bare_id (text);
  if (*text != '\0' && strcmp (text, lamp_text_set_get (&model->pool, cim_object (model, object)->id)) != 0)
    {
      guint32 mrid = lamp_text_set_intern (&model->pool, text);

      cim_object (model, object)->mrid = mrid;
    }
}

void
cim_take_text (CimParser *parser, const char *text)
{
  CimModel *model = parser->model;
  guint32   object = 0;

  switch ((int)parser->property->goes)
    {
    case CIM_GOES_X:
      cim_top (parser)->point.at.lon_deg = number (parser, text);
      return;
    case CIM_GOES_Y:
      cim_top (parser)->point.at.lat_deg = number (parser, text);
      return;
    case CIM_GOES_SEQUENCE:
      take_sequence (parser, text);
      return;
    case CIM_GOES_PROFILE:
      model->cgmes |= strstr (text, "entsoe.eu/CIM") != NULL || strstr (text, "/ns/CIM/") != NULL;
      return;
    default:
      break;
    }

  object = cim_top (parser)->object;
  if (object == 0)
    return;
  switch ((int)parser->property->goes)
    {
    case CIM_GOES_NAME:
      cim_object (model, object)->name = lamp_text_set_intern (&model->pool, text);
      return;
    case CIM_GOES_MRID:
      take_mrid (parser, object, text);
      return;
    case CIM_GOES_NUMBER:
    case CIM_GOES_SPARE_NUMBER:
      take_number (parser, object, text);
      return;
    case CIM_GOES_FLAG:
    case CIM_GOES_NOT_FLAG:
      take_flag (parser, object, text, parser->property->goes == CIM_GOES_NOT_FLAG);
      return;
    case CIM_GOES_PHASES:
      cim_object (model, object)->phases |= cim_phases_from_literal (text);
      return;
    case CIM_GOES_CRS:
      g_hash_table_insert (model->crs_urns, GUINT_TO_POINTER (object), GUINT_TO_POINTER (lamp_text_set_intern (&model->pool, text)));
      return;
    default:
      return;
    }
}

void
cim_take_resource (CimParser *parser, const char *resource)
{
  CimModel   *model = parser->model;
  const char *dot = strrchr (resource, '#');
  guint32     to = 0, from = 0;

  switch ((int)parser->property->goes)
    {
    case CIM_GOES_KIND:
      if (!cim_top (parser)->typed)
        cim_take_class (parser, cim_model_class (parser->model, dot != NULL ? dot + 1 : resource));
      return;
    case CIM_GOES_PHASES:
      if (cim_top (parser)->object != 0)
        cim_object (model, cim_top (parser)->object)->phases |= cim_phases_from_literal (resource);
      return;
    case CIM_GOES_PROFILE:
      cim_take_text (parser, resource);
      return;
    case CIM_GOES_REF:
      if (cim_top (parser)->role == CIM_POINT)
        {
          cim_top (parser)->point.location = cim_model_object (model, cim_bare_id (resource));
          return;
        }
      from = cim_top (parser)->object;
      if (from == 0)
        return;
      to = cim_model_object (model, cim_bare_id (resource));
      cim_object (model, from)->ref[parser->property->slot] = to;
      return;
    case CIM_GOES_BACK_REF:
      to = subject (parser);
      from = to != 0 ? cim_model_object (model, cim_bare_id (resource)) : 0;
      if (from != 0)
        cim_object (model, from)->ref[parser->property->slot] = to;
      return;
    default:
      return;
    }
}

void
cim_take_class (CimParser *parser, guint16 index)
{
  CimNode        *node = cim_top (parser);
  const CimClass *what = g_array_index (parser->model->classes, CimClassCount, index).what;

  node->typed = TRUE;
  node->class_index = index;
  node->role = what != NULL ? what->role : CIM_OTHER;
  parser->n_objects++;
  if (node->role == CIM_DIFFERENCE)
    parser->difference = TRUE;
  if (node->role == CIM_POINT || node->role == CIM_OTHER)
    {
      cim_model_count (parser->model, 0, index);
      cim_model_note_aside (parser->model, node->id->str);
      return;
    }
  node->object = cim_model_object (parser->model, node->id->str);
  cim_model_count (parser->model, node->object, index);
}
