/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "map/study-frame.h"

#define STRIPE_PX 8.0f /* of one stripe and the gap beside it, along the edge half as much again */
#define LINE_PX 2

struct _LampStudyFrame
{
  GtkWidget parent_instance;
};

G_DEFINE_FINAL_TYPE (LampStudyFrame, lamp_study_frame, GTK_TYPE_WIDGET)

/* Light stripes by day and dark ones by night: what the colour stands out from. */
static GdkRGBA
gap_colour (const GdkRGBA *stripe)
{
  float light = 0.299f * stripe->red + 0.587f * stripe->green + 0.114f * stripe->blue;

  return light < 0.5f ? (GdkRGBA){ 1.0f, 1.0f, 1.0f, 1.0f } : (GdkRGBA){ 0.08f, 0.09f, 0.11f, 1.0f };
}

static void
lamp_study_frame_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  float           width = (float)gtk_widget_get_width (widget), height = (float)gtk_widget_get_height (widget), edge = LAMP_STUDY_FRAME_PX;
  graphene_rect_t sides[4] = {
    GRAPHENE_RECT_INIT (0, 0, width, edge),
    GRAPHENE_RECT_INIT (0, height - edge, width, edge),
    GRAPHENE_RECT_INIT (0, edge, edge, height - 2 * edge),
    GRAPHENE_RECT_INIT (width - edge, edge, edge, height - 2 * edge),
  };
  GdkRGBA stripe, gap;

  if (width <= 2 * edge || height <= 2 * edge)
    return;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &stripe);
  gap = gap_colour (&stripe);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    gtk_snapshot_append_repeating_linear_gradient (snapshot, &sides[i], &GRAPHENE_POINT_INIT (0, 0), &GRAPHENE_POINT_INIT (STRIPE_PX, STRIPE_PX),
                                                   (GskColorStop[4]){ { 0.0f, stripe }, { 0.6f, stripe }, { 0.6f, gap }, { 1.0f, gap } }, 4);
  gtk_snapshot_append_border (snapshot,
                              &GSK_ROUNDED_RECT_INIT (edge - LINE_PX, edge - LINE_PX, width - 2 * (edge - LINE_PX), height - 2 * (edge - LINE_PX)),
                              (float[4]){ LINE_PX, LINE_PX, LINE_PX, LINE_PX }, (GdkRGBA[4]){ stripe, stripe, stripe, stripe });
}

static void
lamp_study_frame_class_init (LampStudyFrameClass *klass)
{
  GTK_WIDGET_CLASS (klass)->snapshot = lamp_study_frame_snapshot;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "studyframe");
  gtk_widget_class_set_accessible_role (GTK_WIDGET_CLASS (klass), GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
lamp_study_frame_init (LampStudyFrame *self)
{
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

GtkWidget *
lamp_study_frame_new (void)
{
  return g_object_new (LAMP_TYPE_STUDY_FRAME, NULL);
}
