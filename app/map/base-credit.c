/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Who made a raster, as its licence wants it said. Files have a field for it; of services GDAL keeps nothing, so their capabilities
 * are read once more.
 */
#define G_LOG_DOMAIN "lamp-base-raster"
#include "config.h"

#include "map/base-raster-private.h"

#include <cpl_minixml.h>
#include <string.h>

#define MOST_CREDIT 300     /* bytes */
#define MOST_CONDITIONS 120 /* longer ones are a contract, not a line in a corner */
#define MOST_FILE (8 * 1024 * 1024)

static char *
dup_some (const char *text)
{
  return g_utf8_make_valid (text, (gssize)MIN (strlen (text), MOST_CREDIT));
}

static char *
dup_field (GDALDatasetH dataset)
{
  static const char *const keys[] = { "attribution", "TIFFTAG_COPYRIGHT", "COPYRIGHT", "copyright" };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    {
      const char *text = GDALGetMetadataItem (dataset, keys[i], NULL);

      if (text != NULL && *text != '\0')
        return dup_some (text);
    }
  return NULL;
}

static gboolean
says_nothing (const char *conditions)
{
  return *conditions == '\0' || strlen (conditions) > MOST_CONDITIONS || g_ascii_strcasecmp (conditions, "none") == 0 || g_ascii_strcasecmp (conditions, "n/a") == 0;
}

/* The provider and, where that is short, what it asks for. */
static char *
dup_of_capabilities (const char *path)
{
  g_autofree char *text = NULL, *provider = NULL, *conditions = NULL;
  gsize            length;
  CPLXMLNode      *root, *capabilities;

  if (!g_file_get_contents (path, &text, &length, NULL) || length > MOST_FILE || strstr (text, "Capabilities") == NULL)
    return NULL;
  root = CPLParseXMLString (text);
  if (root == NULL)
    return NULL;
  CPLStripXMLNamespace (root, NULL, TRUE);
  capabilities = CPLSearchXMLNode (root, "=Capabilities");
  if (capabilities != NULL)
    {
      provider = g_strstrip (dup_some (CPLGetXMLValue (capabilities, "ServiceProvider.ProviderName", "")));
      conditions = g_strstrip (dup_some (CPLGetXMLValue (capabilities, "ServiceIdentification.AccessConstraints", "")));
    }
  CPLDestroyXMLNode (root);
  if (provider == NULL)
    return NULL;
  if (says_nothing (conditions))
    return g_steal_pointer (&provider);
  return g_strconcat (provider, *provider != '\0' ? ", " : "", conditions, NULL);
}

char *
lamp_base_dup_credit (GDALDatasetH dataset, const char *path)
{
  const char *driver = GDALGetDriverShortName (GDALGetDatasetDriver (dataset));
  char       *credit = dup_field (dataset);

  if (credit == NULL && g_str_has_prefix (driver, "WM"))
    credit = dup_of_capabilities (path);
  return credit != NULL ? credit : g_strdup ("");
}
