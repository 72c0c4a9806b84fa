/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * What each class of CIM becomes, on models small enough to be seen through; places too.
 */
#include "grid/cim-fixture.h"
#include "grid/energisation.h"

#include <math.h>

#define SOURCE "EnergySource S EnergySource.nominalVoltage=10000\n@S n0\n"

static guint32
kind (const LampNetwork *network, const char *id)
{
  return network->element_kind[lamp_fixture_element (network, id)];
}

static gboolean
is_open (const LampNetwork *network, const char *id)
{
  return (network->element_flags[lamp_fixture_element (network, id)] & LAMP_ELEMENT_NORMALLY_OPEN) != 0;
}

static guint
phases (const LampNetwork *network, const char *id)
{
  return network->element_phases[lamp_fixture_element (network, id)];
}

static double
rating (const LampNetwork *network, const char *id)
{
  return (double)network->element_rating[lamp_fixture_element (network, id)];
}

static LampSupply
supply (LampNetwork *network, const char *node)
{
  g_autoptr (LampEnergisation) energisation = lamp_energisation_new (network);

  return lamp_energisation_get_nodes (energisation)[lamp_fixture_node (network, node)];
}

static void
test_switches (void)
{
  static const struct
  {
    const char     *class_name;
    LampElementKind kind;
  } wanted[] = {
    { "Breaker", LAMP_ELEMENT_BREAKER },
    { "DisconnectingCircuitBreaker", LAMP_ELEMENT_BREAKER },
    { "Recloser", LAMP_ELEMENT_RECLOSER },
    { "LoadBreakSwitch", LAMP_ELEMENT_LOAD_BREAK_SWITCH },
    { "Fuse", LAMP_ELEMENT_FUSE },
    { "Sectionaliser", LAMP_ELEMENT_SECTIONALISER },
    { "Disconnector", LAMP_ELEMENT_DISCONNECTOR },
    { "Jumper", LAMP_ELEMENT_DISCONNECTOR },
    { "Switch", LAMP_ELEMENT_DISCONNECTOR },
  };
  g_autoptr (GString) notation = g_string_new (SOURCE);
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    g_string_append_printf (notation, "%s D%u Switch.normalOpen=%s Switch.open=true Switch.ratedCurrent=630\n@D%u n%u n%u\n", wanted[i].class_name, i, i % 2 ? "True" : "false", i, i, i + 1);
  g_string_append (notation, "Breaker P Switch.open=true\n@P n1 n2\nDiscrete M Measurement.PowerSystemResource>P\n"
                             "Breaker Q\n@Q n1 n2\n"
                             "Breaker R Switch.normalOpen=false Equipment.normallyInService=false\n@R n1 n2\n");
  network = cim_fixture_network (notation->str, NULL, report);
  for (guint i = 0; i < G_N_ELEMENTS (wanted); i++)
    {
      g_autofree char *id = g_strdup_printf ("D%u", i);

      g_assert_cmpuint (kind (network, id), ==, wanted[i].kind);
      g_assert_cmpint (is_open (network, id), ==, i % 2);
      g_assert_cmpuint (phases (network, id), ==, LAMP_PHASE_ABC);
      g_assert_cmpfloat (rating (network, id), ==, 630);
    }
  g_assert_true (is_open (network, "P"));
  g_assert_true (network->element_flags[lamp_fixture_element (network, "P")] & LAMP_ELEMENT_TELEMETERED);
  g_assert_false (is_open (network, "Q"));
  g_assert_true (is_open (network, "R"));
  g_assert_true (cim_fixture_notes_say (report, "Switches not in their normal position (the region has the normal one): 5, such as D0"));
}

static void
test_switch_phases (void)
{
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = cim_fixture_network (
      SOURCE
      "Fuse F Switch.normalOpen=true\n@F n0 n1\n"
      "SwitchPhase FA SwitchPhase.Switch>F SwitchPhase.phaseSide1#SinglePhaseKind.A SwitchPhase.normalOpen=false\n"
      "SwitchPhase FC SwitchPhase.Switch>F SwitchPhase.phaseSide1#SinglePhaseKind.C SwitchPhase.closed=true\n"
      "SwitchPhase FN SwitchPhase.Switch>F SwitchPhase.phaseSide1#SinglePhaseKind.N SwitchPhase.closed=false\n"
      "LoadBreakSwitch G Switch.normalOpen=true\n@G n1 n2\n"
      "SwitchPhase GA SwitchPhase.Switch>G SwitchPhase.phaseSide1#SinglePhaseKind.A\n"
      "SwitchPhase GB SwitchPhase.Switch>G SwitchPhase.phaseSide1#SinglePhaseKind.B SwitchPhase.closed=True\n",
      NULL, report);

  /* A phase that says it is closed is; the neutral does not matter. */
  g_assert_false (is_open (network, "F"));
  g_assert_cmpuint (phases (network, "F"), ==, LAMP_PHASE_A | LAMP_PHASE_C);
  /* One position a row: the phases stand apart; one that says nothing is as the switch. */
  g_assert_cmpuint (lamp_network_find_element (network, "G"), ==, LAMP_NONE);
  g_assert_true (is_open (network, "GA"));
  g_assert_false (is_open (network, "GB"));
  g_assert_cmpuint (phases (network, "GB"), ==, LAMP_PHASE_B);
  cim_fixture_assert_ends (network, "GA", "n1", "n2");
  g_assert_true (cim_fixture_notes_say (report, "Switches that stand differently by phase (each phase became a device of its own): 1, such as G"));
}

/* Two ground disconnectors at one node of the earth do not join the lines they earth, even if drawn closed. */
static void
test_ground (void)
{
  g_autoptr (LampNetwork) network = cim_fixture_network (SOURCE "ACLineSegment L1\n@L1 n0 n1\nACLineSegment L2\n@L2 m0 m1\n"
                                                                "GroundDisconnector G1 Switch.normalOpen=false\n@G1 n1 earth\n"
                                                                "GroundDisconnector G2 Switch.normalOpen=false\n@G2 m0 earth\n"
                                                                "GroundDisconnector G3\n@G3 m1\n",
                                                         NULL, NULL);

  g_assert_true (is_open (network, "G1") && is_open (network, "G2") && is_open (network, "G3"));
  cim_fixture_assert_ends (network, "G1", "n1", "G1:earth");
  cim_fixture_assert_ends (network, "G3", "m1", "G3:earth");
  g_assert_cmpuint (supply (network, "m0"), ==, LAMP_SUPPLY_UNKNOWN);
}

static void
test_lines (void)
{
  g_autoptr (LampNetwork) network = cim_fixture_network (
      SOURCE
      "ACLineSegment L1 Conductor.length=200\n@L1 n0 n1\n"
      "ACLineSegmentPhase P1 ACLineSegmentPhase.ACLineSegment>L1 ACLineSegmentPhase.phase#SinglePhaseKind.B ACLineSegmentPhase.WireInfo>W\n"
      "ACLineSegmentPhase P2 ACLineSegmentPhase.ACLineSegment>L1 ACLineSegmentPhase.phase#SinglePhaseKind.N\n"
      "TapeShieldCableInfo W\n"
      "ACLineSegment L2\n@L2 n1 n2\nTerminal L2_T1 Terminal.phases#PhaseCode.ABN ACDCTerminal.OperationalLimitSet>LS\n"
      "OperationalLimitSet LS\nCurrentLimit A CurrentLimit.value=300 OperationalLimit.OperationalLimitSet>LS\n"
      "CurrentLimit B CurrentLimit.value=250.5 OperationalLimit.OperationalLimitSet>LS\n"
      "OperationalLimitSet ES\nCurrentLimit D CurrentLimit.value=240 OperationalLimit.OperationalLimitSet>ES\nTerminal L2_T2 ACDCTerminal.OperationalLimitSet>ES\n"
      "ACLineSegment L3\n@L3 n2 n3\nOperationalLimitSet MS OperationalLimitSet.Terminal>L3_T2\nCurrentLimit C CurrentLimit.normalValue=99 OperationalLimit.OperationalLimitSet>MS\n"
      "ACLineSegment L4\n@L4 n3 n4\nACLineSegmentPhase P4 ACLineSegmentPhase.ACLineSegment>L4 ACLineSegmentPhase.phase#SinglePhaseKind.s1\n"
      "SeriesCompensator L5\n@L5 n4 n5\n"
      "BusbarSection J1\n@J1 n5\nJunction J2\n@J2 n5 n6 n7\n"
      "ACLineSegment L6\n@L6 n7 n8\nTerminal L6_T2 ACDCTerminal.connected=false\n",
      NULL, NULL);

  g_assert_cmpuint (phases (network, "L1"), ==, LAMP_PHASE_B);
  g_assert_true (network->element_flags[lamp_fixture_element (network, "L1")] & LAMP_ELEMENT_UNDERGROUND);
  g_assert_cmpfloat ((double)network->element_length_m[lamp_fixture_element (network, "L1")], ==, 200);
  g_assert_cmpuint (phases (network, "L2"), ==, LAMP_PHASE_A | LAMP_PHASE_B);
  g_assert_cmpfloat (rating (network, "L2"), ==, 240);
  g_assert_cmpfloat (rating (network, "L3"), ==, 99);
  g_assert_cmpuint (phases (network, "L3"), ==, LAMP_PHASE_ABC);
  g_assert_cmpuint (phases (network, "L4"), ==, 0);
  cim_fixture_assert_ends (network, "L5", "n4", "n5");
  /* A bus bar is its node; a junction of three nodes joins them. */
  g_assert_cmpuint (lamp_network_find_element (network, "J1"), ==, LAMP_NONE);
  cim_fixture_assert_ends (network, "J2", "n5", "n6");
  cim_fixture_assert_ends (network, "J2:3", "n5", "n7");
  g_assert_true (is_open (network, "L6"));
  g_assert_cmpuint (supply (network, "n7"), ==, LAMP_SUPPLY_ENERGISED);
}

/* Two cuts in a line, given in the wrong order, one without nodes of its own. */
static void
test_cuts (void)
{
  g_autoptr (LampNetwork) network = cim_fixture_network (
      SOURCE "ACLineSegment L Conductor.length=100\n@L n0 n9\n"
             "Cut K2 Cut.ACLineSegment>L Cut.lengthFromTerminal1=70\n@K2 k2 k3\n"
             "Cut K1 Cut.ACLineSegment>L Cut.lengthFromTerminal1=25 Switch.normalOpen=true\n",
      NULL, NULL);

  cim_fixture_assert_ends (network, "L", "n0", "K1:1");
  cim_fixture_assert_ends (network, "K1", "K1:1", "K1:2");
  cim_fixture_assert_ends (network, "L:2", "K1:2", "k2");
  cim_fixture_assert_ends (network, "K2", "k2", "k3");
  cim_fixture_assert_ends (network, "L:3", "k3", "n9");
  g_assert_cmpfloat ((double)network->element_length_m[lamp_fixture_element (network, "L:2")], ==, 45);
  g_assert_true (is_open (network, "K1"));
  g_assert_cmpuint (supply (network, "n9"), ==, LAMP_SUPPLY_UNKNOWN);
}

static void
test_transformers (void)
{
  g_autoptr (LampNetwork) network = cim_fixture_network (
      SOURCE
      /* three windings */
      "PowerTransformer T3\n@T3 n0 a b\n"
      "PowerTransformerEnd E1 PowerTransformerEnd.PowerTransformer>T3 TransformerEnd.endNumber=1 TransformerEnd.Terminal>T3_T1 PowerTransformerEnd.ratedS=40000000 PowerTransformerEnd.ratedU=110000\n"
      "PowerTransformerEnd E3 PowerTransformerEnd.PowerTransformer>T3 TransformerEnd.endNumber=3 TransformerEnd.Terminal>T3_T3 PowerTransformerEnd.ratedS=5000000 PowerTransformerEnd.ratedU=10000\n"
      "PowerTransformerEnd E2 PowerTransformerEnd.PowerTransformer>T3 TransformerEnd.endNumber=2 TransformerEnd.Terminal>T3_T2 PowerTransformerEnd.ratedS=35000000 PowerTransformerEnd.ratedU=20000\n"
      /* a tap changer between two voltages; and at one voltage */
      "RatioTapChanger X RatioTapChanger.TransformerEnd>E2\n"
      "PowerTransformer R\n@R a c\n"
      "PowerTransformerEnd R1 PowerTransformerEnd.PowerTransformer>R TransformerEnd.endNumber=1 TransformerEnd.Terminal>R_T1 TransformerEnd.BaseVoltage>BV\n"
      "PowerTransformerEnd R2 PowerTransformerEnd.PowerTransformer>R TransformerEnd.endNumber=2 TransformerEnd.Terminal>R_T2 TransformerEnd.BaseVoltage>BV\n"
      "RatioTapChanger Y RatioTapChanger.TransformerEnd>R2\nBaseVoltage BV BaseVoltage.nominalVoltage=20000\n"
      /* a split-phase service transformer: one tank, three ends, two nodes */
      "PowerTransformer C\n@C c d d\nTransformerTank CT TransformerTank.PowerTransformer>C TransformerTank.TransformerTankInfo>I\n"
      "TransformerTankEnd C1 TransformerTankEnd.TransformerTank>CT TransformerEnd.endNumber=1 TransformerEnd.Terminal>C_T1 TransformerTankEnd.orderedPhases#OrderedPhaseCodeKind.BN\n"
      "TransformerTankEnd C2 TransformerTankEnd.TransformerTank>CT TransformerEnd.endNumber=2 TransformerEnd.Terminal>C_T2 TransformerTankEnd.orderedPhases#OrderedPhaseCodeKind.s1N\n"
      "TransformerTankEnd C3 TransformerTankEnd.TransformerTank>CT TransformerEnd.endNumber=3 TransformerEnd.Terminal>C_T3 TransformerTankEnd.orderedPhases#OrderedPhaseCodeKind.Ns2\n"
      "TransformerTankInfo I\nTransformerEndInfo I1 TransformerEndInfo.TransformerTankInfo>I TransformerEndInfo.endNumber=1 TransformerEndInfo.ratedS=25000\n"
      "TransformerEndInfo I2 TransformerEndInfo.TransformerTankInfo>I TransformerEndInfo.endNumber=2 TransformerEndInfo.ratedS=25000\n"
      /* a bank of two tanks to one node, and a third to another */
      "PowerTransformer K\n@K c e f\n"
      "TransformerTank KA TransformerTank.PowerTransformer>K\nTransformerTank KB TransformerTank.PowerTransformer>K\nTransformerTank KC TransformerTank.PowerTransformer>K\n"
      "TransformerTankEnd KA1 TransformerTankEnd.TransformerTank>KA TransformerEnd.endNumber=1 TransformerEnd.Terminal>K_T1 TransformerTankEnd.orderedPhases#OrderedPhaseCodeKind.AN\n"
      "TransformerTankEnd KA2 TransformerTankEnd.TransformerTank>KA TransformerEnd.endNumber=2 TransformerEnd.Terminal>K_T2\n"
      "TransformerTankEnd KB1 TransformerTankEnd.TransformerTank>KB TransformerEnd.endNumber=1 TransformerEnd.Terminal>K_T1 TransformerTankEnd.orderedPhases#OrderedPhaseCodeKind.BN\n"
      "TransformerTankEnd KB2 TransformerTankEnd.TransformerTank>KB TransformerEnd.endNumber=2 TransformerEnd.Terminal>K_T2\n"
      "TransformerTankEnd KC1 TransformerTankEnd.TransformerTank>KC TransformerEnd.endNumber=1 TransformerEnd.Terminal>K_T1 TransformerTankEnd.orderedPhases#OrderedPhaseCodeKind.CN\n"
      "TransformerTankEnd KC2 TransformerTankEnd.TransformerTank>KC TransformerEnd.endNumber=2 TransformerEnd.Terminal>K_T3\n"
      /* no ends at all */
      "PowerTransformer B\n@B f g\n",
      NULL, NULL);

  cim_fixture_assert_ends (network, "T3", "a", "n0");
  cim_fixture_assert_ends (network, "T3:3", "b", "n0");
  g_assert_cmpuint (kind (network, "T3"), ==, LAMP_ELEMENT_TRANSFORMER);
  g_assert_cmpfloat (rating (network, "T3"), ==, 35000);
  g_assert_cmpfloat (rating (network, "T3:3"), ==, 5000);
  g_assert_cmpuint (kind (network, "R"), ==, LAMP_ELEMENT_REGULATOR);

  cim_fixture_assert_ends (network, "C", "c", "d");
  g_assert_cmpuint (lamp_network_find_element (network, "C:3"), ==, LAMP_NONE);
  g_assert_cmpuint (phases (network, "C"), ==, LAMP_PHASE_B);
  g_assert_cmpfloat (rating (network, "C"), ==, 25);

  cim_fixture_assert_ends (network, "K", "c", "e");
  cim_fixture_assert_ends (network, "K:3", "c", "f");
  g_assert_cmpuint (phases (network, "K"), ==, LAMP_PHASE_A | LAMP_PHASE_B);
  g_assert_cmpuint (phases (network, "K:3"), ==, LAMP_PHASE_C);
  cim_fixture_assert_ends (network, "B", "f", "g");
  g_assert_cmpuint (supply (network, "g"), ==, LAMP_SUPPLY_ENERGISED);
}

static double
kw (const LampNetwork *network, const char *id)
{
  guint32 customer = lamp_network_find_customer (network, id);

  g_assert_cmpuint (customer, !=, LAMP_NONE);
  return (double)network->customer_kw[customer];
}

static void
test_customers (void)
{
  g_autoptr (LampImportReport) report = lamp_import_report_new ();
  g_autoptr (LampNetwork) network = cim_fixture_network (
      SOURCE "ACLineSegment L\n@L n0 n1\n"
             "EnergyConsumer A EnergyConsumer.p=4500 EnergyConsumer.customerCount=3\n@A n1\n"
             "EnergyConsumer B EnergyConsumer.customerCount=1\n@B n1\n"
             "EnergyConsumerPhase B1 EnergyConsumerPhase.EnergyConsumer>B EnergyConsumerPhase.p=1000\nEnergyConsumerPhase B2 EnergyConsumerPhase.EnergyConsumer>B EnergyConsumerPhase.p=1500\n"
             "ConformLoad C EnergyConsumer.pfixed=7000 EnergyConsumer.customerCount=9\n@C n1\n"
             "UsagePoint M1 UsagePoint.Equipments>C\nUsagePoint M2\nNonConformLoad D Equipment.UsagePoint>M3 EnergyConsumer.p=100\n@D n1\nUsagePoint M3\n"
             "ConformLoad C Equipment.UsagePoint>M2\nMeter E EndDevice.UsagePoint>M1\n"
             "EnergyConsumer H EnergyConsumer.p=1e9 EnergyConsumer.customerCount=2000000000\n@H n1\n"
             "PowerElectronicsConnection V Equipment.UsagePoint>M4\n@V n1\nUsagePoint M4\nEndDevice Z EndDevice.UsagePoint>M4 EndDevice.isSmartInverter=True\n"
             "PowerElectronicsConnection W Equipment.UsagePoint>M5\n@W n1\nUsagePoint M5\nUsagePoint M6\n",
      NULL, report);

  /* A: three of 1.5 kW. B: the sum of its phases. C: its two meters. D: its one meter. H: too many to be true. M5: a plant's. */
  g_assert_cmpuint (network->n_customers, ==, 3 + 1 + 2 + 1 + 1 + 1);
  g_assert_cmpfloat (kw (network, "A"), ==, 1.5);
  g_assert_cmpfloat (kw (network, "A:3"), ==, 1.5);
  g_assert_cmpfloat (kw (network, "B"), ==, 2.5);
  g_assert_cmpfloat (kw (network, "M1"), ==, 3.5);
  g_assert_cmpfloat (kw (network, "M2"), ==, 3.5);
  g_assert_cmpfloat_with_epsilon (kw (network, "M3"), 0.1, 1e-6);
  g_assert_cmpfloat (kw (network, "H"), ==, 1e6);
  g_assert_cmpfloat (kw (network, "M5"), ==, 0);
  g_assert_cmpuint (lamp_network_find_customer (network, "M4"), ==, LAMP_NONE);
  g_assert_true (cim_fixture_notes_say (report, "Consumers who stand for more customers than can be made rows of (one customer each): 1, such as H"));
  g_assert_true (cim_fixture_notes_say (report, "Usage points of smart inverters only (no customers): 1, such as M4"));
  g_assert_true (cim_fixture_notes_say (report, "Usage points at no equipment with a node (left aside): 1, such as M6"));
}

static void
test_sources (void)
{
  g_autoptr (LampNetwork) machines = cim_fixture_network ("SynchronousMachine G\n@G n0\nACLineSegment L\n@L n0 n1\n", NULL, NULL);
  g_autoptr (LampNetwork) injection = cim_fixture_network ("SynchronousMachine G\n@G n1\nExternalNetworkInjection X\n@X n0\nACLineSegment L\n@L n0 n1\n", NULL, NULL);
  g_autoptr (LampNetwork) heads = cim_fixture_network ("Feeder F Feeder.NormalHeadTerminal>B_T1\nBreaker B\n@B n0 n1\nSynchronousMachine G\n@G n1\n", NULL, NULL);

  g_assert_cmpuint (machines->n_sources, ==, 1);
  g_assert_cmpstr (machines->sources[0].id, ==, "G");
  g_assert_cmpuint (injection->n_sources, ==, 1);
  g_assert_cmpstr (injection->sources[0].id, ==, "X");
  g_assert_cmpuint (heads->n_sources, ==, 1);
  g_assert_cmpstr (heads->sources[0].id, ==, "F");
  g_assert_cmpuint (supply (heads, "n1"), ==, LAMP_SUPPLY_ENERGISED);
}

static const char *
feeder (const LampNetwork *network, const char *id)
{
  return lamp_network_element_feeder_name (network, lamp_fixture_element (network, id));
}

/* Node-breaker: bays in voltage levels in substations; feeders besides; and Line as the feeder of older models. */
static void
test_containers (void)
{
  g_autoptr (LampNetwork) network = cim_fixture_network (
      SOURCE "BaseVoltage BV BaseVoltage.nominalVoltage=110000\nSubstation U\nVoltageLevel V VoltageLevel.Substation>U VoltageLevel.BaseVoltage>BV\nBay Y Bay.VoltageLevel>V\n"
             "Feeder F IdentifiedObject.name=East\nLine N IdentifiedObject.name=Old\nLine W IdentifiedObject.name=Wires\n"
             "Breaker B Equipment.EquipmentContainer>Y Equipment.AdditionalEquipmentContainer>F\n@B n0 n1\n"
             "ACLineSegment L Equipment.EquipmentContainer>F\n@L n1 n2\n"
             "ACLineSegment O Equipment.EquipmentContainer>N\n@O n2 n3\nFuse P Equipment.EquipmentContainer>N\n@P n3 n4\n"
             "ACLineSegment Q Equipment.EquipmentContainer>W\n@Q n4 n5\n",
      NULL, NULL);

  g_assert_cmpstr (feeder (network, "B"), ==, "East");
  g_assert_cmpstr (feeder (network, "L"), ==, "East");
  g_assert_cmpstr (feeder (network, "O"), ==, "Old");
  /* A Line with nothing but segments is no feeder: what feeds it decides. */
  g_assert_cmpstr (feeder (network, "Q"), ==, "Old");
  g_assert_cmpuint (network->n_feeders, ==, 2);
  g_assert_cmpuint (network->element_voltage[lamp_fixture_element (network, "B")], ==, LAMP_VOLTAGE_TRANSMISSION);
}

/* Bus-branch: terminals name topological nodes only. */
static void
test_topological (void)
{
  g_autoptr (LampNetwork) network = cim_fixture_network (
      "EnergySource S\nTerminal S1 Terminal.ConductingEquipment>S Terminal.TopologicalNode>t0\n"
      "TopologicalNode t0\nTopologicalNode t1\nACLineSegment L\n"
      "Terminal L1 ACDCTerminal.sequenceNumber=1 Terminal.ConductingEquipment>L Terminal.TopologicalNode>t0\n"
      "Terminal L2 ACDCTerminal.sequenceNumber=2 Terminal.ConductingEquipment>L Terminal.TopologicalNode>t1\n",
      NULL, NULL);

  cim_fixture_assert_ends (network, "L", "t0", "t1");
  g_assert_cmpuint (supply (network, "t1"), ==, LAMP_SUPPLY_ENERGISED);
}

/* CGMES has kV, MW, km; a file that claims so with volts in it does not. */
static void
test_units (void)
{
#define MODEL(volts)                                                                                                        \
  "FullModel M Model.profile=http://entsoe.eu/CIM/EquipmentCore/3/1\nBaseVoltage BV BaseVoltage.nominalVoltage=" volts "\n" \
  "ACLineSegment L Conductor.length=2.5 ConductingEquipment.BaseVoltage>BV\n@L n0 n1\nEnergyConsumer C EnergyConsumer.p=1.25\n@C n1\n"
  g_autoptr (LampNetwork) cgmes = cim_fixture_network (MODEL ("10.5"), NULL, NULL);
  g_autoptr (LampNetwork) plain = cim_fixture_network (MODEL ("10500"), NULL, NULL);
  g_autoptr (LampNetwork) told = cim_fixture_network (MODEL ("10.5"), &(LampCimSource){ .without_places = TRUE, .units = LAMP_CIM_UNITS_SI }, NULL);

  g_assert_cmpfloat ((double)cgmes->element_length_m[0], ==, 2500);
  g_assert_cmpfloat (kw (cgmes, "C"), ==, 1250);
  g_assert_cmpfloat ((double)plain->element_length_m[0], ==, 2.5);
  g_assert_cmpfloat_with_epsilon (kw (plain, "C"), 0.00125, 1e-9);
  g_assert_cmpfloat ((double)told->element_length_m[0], ==, 2.5);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/cim-grid/switches", test_switches);
  g_test_add_func ("/cim-grid/switch-phases", test_switch_phases);
  g_test_add_func ("/cim-grid/ground", test_ground);
  g_test_add_func ("/cim-grid/lines", test_lines);
  g_test_add_func ("/cim-grid/cuts", test_cuts);
  g_test_add_func ("/cim-grid/transformers", test_transformers);
  g_test_add_func ("/cim-grid/customers", test_customers);
  g_test_add_func ("/cim-grid/sources", test_sources);
  g_test_add_func ("/cim-grid/containers", test_containers);
  g_test_add_func ("/cim-grid/topological", test_topological);
  g_test_add_func ("/cim-grid/units", test_units);
  return g_test_run ();
}
