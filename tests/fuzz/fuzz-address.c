/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * Addresses of gateways as people type them, and token files: what is normal already stays as it is.
 */
#include "console/gateway-address.h"
#include "fuzz/fuzz.h"

int
LLVMFuzzerTestOneInput (const guint8 *data, gsize size)
{
  g_autofree char *text = lamp_fuzz_text (data, size);
  g_autofree char *path = lamp_fuzz_file ("token", data, size);
  g_autoptr (GError) error = NULL;
  g_autofree char *address = lamp_gateway_normalise (text, &error);
  g_autofree char *token = NULL;

  lamp_fuzz_assert_reason (address != NULL, &error);
  if (address != NULL)
    {
      g_autofree char *again = lamp_gateway_normalise (address, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (again, ==, address);
    }
  token = lamp_token_read (path, &error);
  lamp_fuzz_assert_reason (token != NULL, &error);
  return 0;
}
