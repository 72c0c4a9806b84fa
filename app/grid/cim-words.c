/* SPDX-License-Identifier: GPL-3.0-or-later
 *
 * The words of CIM: classes and properties that say something about the grid. Names are those of the CIM schema (IEC
 * 61970-301, 61968-11), also of its older editions; a property's own name holds the class that has it, so it is looked up
 * without the class of the object it stands in. See cim-private.h.
 */
#include "config.h"

#include "grid/cim-private.h"

#include <string.h>

#define SWITCH(class_name, element_kind)            \
  {                                                 \
    class_name, CIM_SWITCH, element_kind, "devices" \
  }

static const CimClass classes[] = {
  { "Terminal", CIM_TERMINAL, 0, "parts" },
  { "PositionPoint", CIM_POINT, 0, "parts" },
  { "Location", CIM_LOCATION, 0, "parts" },
  { "ConnectivityNode", CIM_NODE, 0, "nodes" },
  { "TopologicalNode", CIM_TOPOLOGICAL_NODE, 0, "nodes" },
  { "ACLineSegment", CIM_LINE, 0, "lines" },
  { "SeriesCompensator", CIM_LINE, 0, "lines" },
  { "EquivalentBranch", CIM_LINE, 0, "lines" },
  { "ACLineSegmentPhase", CIM_PHASE, 0, "parts" },
  { "BusbarSection", CIM_JOINT, 0, "nodes" },
  { "Junction", CIM_JOINT, 0, "nodes" },
  SWITCH ("Breaker", LAMP_ELEMENT_BREAKER),
  SWITCH ("DisconnectingCircuitBreaker", LAMP_ELEMENT_BREAKER),
  SWITCH ("Recloser", LAMP_ELEMENT_RECLOSER),
  SWITCH ("LoadBreakSwitch", LAMP_ELEMENT_LOAD_BREAK_SWITCH),
  SWITCH ("Fuse", LAMP_ELEMENT_FUSE),
  SWITCH ("Sectionaliser", LAMP_ELEMENT_SECTIONALISER),
  SWITCH ("Disconnector", LAMP_ELEMENT_DISCONNECTOR),
  SWITCH ("Jumper", LAMP_ELEMENT_DISCONNECTOR),
  SWITCH ("Switch", LAMP_ELEMENT_DISCONNECTOR),
  { "Cut", CIM_CUT, LAMP_ELEMENT_DISCONNECTOR, "devices" },
  { "GroundDisconnector", CIM_GROUND_SWITCH, LAMP_ELEMENT_DISCONNECTOR, "devices" },
  { "SwitchPhase", CIM_PHASE, 0, "parts" },
  { "PowerTransformer", CIM_TRANSFORMER, 0, "transformers" },
  { "TransformerTank", CIM_TANK, 0, "parts" },
  { "PowerTransformerEnd", CIM_END, 0, "parts" },
  { "TransformerTankEnd", CIM_END, 0, "parts" },
  { "RatioTapChanger", CIM_TAP_CHANGER, 0, "parts" },
  { "TransformerTankInfo", CIM_INFO, 0, "parts" },
  { "TransformerEndInfo", CIM_END_INFO, 0, "parts" },
  { "EnergyConsumer", CIM_CONSUMER, 0, "customers" },
  { "ConformLoad", CIM_CONSUMER, 0, "customers" },
  { "NonConformLoad", CIM_CONSUMER, 0, "customers" },
  { "StationSupply", CIM_CONSUMER, 0, "customers" },
  { "EnergyConsumerPhase", CIM_PHASE, 0, "parts" },
  { "UsagePoint", CIM_USAGE_POINT, 0, "customers" },
  { "EndDevice", CIM_END_DEVICE, 0, "parts" },
  { "Meter", CIM_END_DEVICE, 0, "parts" },
  { "EnergySource", CIM_SOURCE, 0, "sources" },
  { "ExternalNetworkInjection", CIM_SOURCE, 0, "sources" },
  { "SynchronousMachine", CIM_MACHINE, 0, "sources" },
  { "Feeder", CIM_FEEDER, 0, "feeders" },
  { "Line", CIM_LINE_CONTAINER, 0, "feeders" },
  { "Substation", CIM_CONTAINER, 0, "containers" },
  { "VoltageLevel", CIM_CONTAINER, 0, "containers" },
  { "Bay", CIM_CONTAINER, 0, "containers" },
  { "BaseVoltage", CIM_BASE_VOLTAGE, 0, "parts" },
  { "CoordinateSystem", CIM_COORDINATE_SYSTEM, 0, "parts" },
  { "OperationalLimitSet", CIM_LIMIT_SET, 0, "parts" },
  { "CurrentLimit", CIM_LIMIT, 0, "parts" },
  { "WireSpacingInfo", CIM_INFO, 0, "parts" },
  { "ConcentricNeutralCableInfo", CIM_INFO, 0, "parts" },
  { "TapeShieldCableInfo", CIM_INFO, 0, "parts" },
  { "Discrete", CIM_DISCRETE, 0, "parts" },
  { "Name", CIM_NAME, 0, "parts" },
  { "FullModel", CIM_HEADER, 0, NULL },
  { "IEC61970CIMVersion", CIM_HEADER, 0, NULL },
  { "DifferenceModel", CIM_DIFFERENCE, 0, NULL },
};

static const CimProperty properties[] = {
  { "IdentifiedObject.name", CIM_GOES_NAME, 0 },
  { "IdentifiedObject.mRID", CIM_GOES_MRID, 0 },
  { "Name.name", CIM_GOES_NAME, 0 },
  { "Name.IdentifiedObject", CIM_GOES_REF, CIM_REF_OWNER },
  { "IdentifiedObject.Names", CIM_GOES_BACK_REF, CIM_REF_OWNER },

  { "Terminal.ConductingEquipment", CIM_GOES_REF, CIM_REF_OWNER },
  { "ConductingEquipment.Terminals", CIM_GOES_BACK_REF, CIM_REF_OWNER },
  { "Terminal.ConnectivityNode", CIM_GOES_REF, CIM_REF_NODE },
  { "ConnectivityNode.Terminals", CIM_GOES_BACK_REF, CIM_REF_NODE },
  { "Terminal.TopologicalNode", CIM_GOES_REF, CIM_REF_MORE },
  { "TopologicalNode.Terminal", CIM_GOES_BACK_REF, CIM_REF_MORE },
  { "ACDCTerminal.sequenceNumber", CIM_GOES_SEQUENCE, 0 },
  { "Terminal.sequenceNumber", CIM_GOES_SEQUENCE, 0 },
  { "ACDCTerminal.connected", CIM_GOES_FLAG, CIM_FLAG_CONNECTED },
  { "Terminal.connected", CIM_GOES_FLAG, CIM_FLAG_CONNECTED },
  { "Terminal.phases", CIM_GOES_PHASES, 0 },
  { "ConductingEquipment.phases", CIM_GOES_PHASES, 0 },
  { "ACDCTerminal.OperationalLimitSet", CIM_GOES_REF, CIM_REF_LIMITS },
  { "Terminal.OperationalLimitSet", CIM_GOES_REF, CIM_REF_LIMITS },
  { "OperationalLimitSet.Terminal", CIM_GOES_REF, CIM_REF_OWNER },
  { "OperationalLimitSet.Equipment", CIM_GOES_REF, CIM_REF_OWNER },
  { "OperationalLimit.OperationalLimitSet", CIM_GOES_REF, CIM_REF_OWNER },
  { "CurrentLimit.value", CIM_GOES_NUMBER, CIM_NUMBER_MAIN },
  { "CurrentLimit.normalValue", CIM_GOES_SPARE_NUMBER, CIM_NUMBER_MAIN },

  { "Equipment.EquipmentContainer", CIM_GOES_REF, CIM_REF_CONTAINER },
  { "Equipment.MemberOf_EquipmentContainer", CIM_GOES_REF, CIM_REF_CONTAINER },
  { "Equipment.AdditionalEquipmentContainer", CIM_GOES_REF, CIM_REF_FEEDER },
  { "VoltageLevel.Substation", CIM_GOES_REF, CIM_REF_CONTAINER },
  { "Bay.VoltageLevel", CIM_GOES_REF, CIM_REF_CONTAINER },
  { "Bay.Substation", CIM_GOES_REF, CIM_REF_CONTAINER },
  { "Feeder.NormalHeadTerminal", CIM_GOES_REF, CIM_REF_NODE },
  { "Terminal.NormalHeadFeeder", CIM_GOES_BACK_REF, CIM_REF_NODE },
  { "ConductingEquipment.BaseVoltage", CIM_GOES_REF, CIM_REF_VOLTAGE },
  { "VoltageLevel.BaseVoltage", CIM_GOES_REF, CIM_REF_VOLTAGE },
  { "TransformerEnd.BaseVoltage", CIM_GOES_REF, CIM_REF_VOLTAGE },
  { "TopologicalNode.BaseVoltage", CIM_GOES_REF, CIM_REF_VOLTAGE },
  { "BaseVoltage.nominalVoltage", CIM_GOES_NUMBER, CIM_NUMBER_MAIN },
  { "Equipment.inService", CIM_GOES_FLAG, CIM_FLAG_IN_SERVICE },
  { "Equipment.normallyInService", CIM_GOES_FLAG, CIM_FLAG_NORMALLY_IN_SERVICE },

  { "PowerSystemResource.Location", CIM_GOES_REF, CIM_REF_LOCATION },
  { "Location.PowerSystemResources", CIM_GOES_BACK_REF, CIM_REF_LOCATION },
  { "Location.CoordinateSystem", CIM_GOES_REF, CIM_REF_MORE },
  { "CoordinateSystem.crsUrn", CIM_GOES_CRS, 0 },
  { "PositionPoint.Location", CIM_GOES_REF, CIM_REF_OWNER },
  { "PositionPoint.sequenceNumber", CIM_GOES_SEQUENCE, 0 },
  { "PositionPoint.xPosition", CIM_GOES_X, 0 },
  { "PositionPoint.yPosition", CIM_GOES_Y, 0 },

  { "Conductor.length", CIM_GOES_NUMBER, CIM_NUMBER_MAIN },
  { "ACLineSegmentPhase.ACLineSegment", CIM_GOES_REF, CIM_REF_OWNER },
  { "ACLineSegmentPhase.phase", CIM_GOES_PHASES, 0 },
  { "ACLineSegment.WireSpacingInfo", CIM_GOES_REF, CIM_REF_MORE },
  { "ACLineSegmentPhase.WireInfo", CIM_GOES_REF, CIM_REF_MORE },
  { "WireSpacingInfo.isCable", CIM_GOES_FLAG, CIM_FLAG_CABLE },

  { "Switch.normalOpen", CIM_GOES_FLAG, CIM_FLAG_NORMALLY_OPEN },
  { "Switch.open", CIM_GOES_FLAG, CIM_FLAG_OPEN },
  { "Switch.ratedCurrent", CIM_GOES_NUMBER, CIM_NUMBER_MAIN },
  { "SwitchPhase.Switch", CIM_GOES_REF, CIM_REF_OWNER },
  { "SwitchPhase.phaseSide1", CIM_GOES_PHASES, 0 },
  { "SwitchPhase.normalOpen", CIM_GOES_FLAG, CIM_FLAG_NORMALLY_OPEN },
  { "SwitchPhase.closed", CIM_GOES_NOT_FLAG, CIM_FLAG_OPEN },
  { "Cut.ACLineSegment", CIM_GOES_REF, CIM_REF_MORE },
  { "Cut.lengthFromTerminal1", CIM_GOES_NUMBER, CIM_NUMBER_MORE },
  { "Measurement.PowerSystemResource", CIM_GOES_REF, CIM_REF_OWNER },

  { "TransformerTank.PowerTransformer", CIM_GOES_REF, CIM_REF_OWNER },
  { "TransformerTank.TransformerTankInfo", CIM_GOES_REF, CIM_REF_MORE },
  { "PowerTransformerEnd.PowerTransformer", CIM_GOES_REF, CIM_REF_OWNER },
  { "TransformerTankEnd.TransformerTank", CIM_GOES_REF, CIM_REF_OWNER },
  { "TransformerTankEnd.orderedPhases", CIM_GOES_PHASES, 0 },
  { "TransformerTankEnd.phases", CIM_GOES_PHASES, 0 },
  { "TransformerEnd.endNumber", CIM_GOES_SEQUENCE, 0 },
  { "TransformerEnd.Terminal", CIM_GOES_REF, CIM_REF_NODE },
  { "PowerTransformerEnd.ratedS", CIM_GOES_NUMBER, CIM_NUMBER_MAIN },
  { "PowerTransformerEnd.ratedU", CIM_GOES_NUMBER, CIM_NUMBER_MORE },
  { "RatioTapChanger.TransformerEnd", CIM_GOES_REF, CIM_REF_OWNER },
  { "TransformerEnd.RatioTapChanger", CIM_GOES_BACK_REF, CIM_REF_OWNER },
  { "TransformerEndInfo.TransformerTankInfo", CIM_GOES_REF, CIM_REF_OWNER },
  { "TransformerEndInfo.endNumber", CIM_GOES_SEQUENCE, 0 },
  { "TransformerEndInfo.ratedS", CIM_GOES_NUMBER, CIM_NUMBER_MAIN },
  { "TransformerEndInfo.ratedU", CIM_GOES_NUMBER, CIM_NUMBER_MORE },

  { "EnergyConsumer.p", CIM_GOES_NUMBER, CIM_NUMBER_MAIN },
  { "EnergyConsumer.pfixed", CIM_GOES_SPARE_NUMBER, CIM_NUMBER_MAIN },
  { "EnergyConsumer.customerCount", CIM_GOES_NUMBER, CIM_NUMBER_MORE },
  { "EnergyConsumerPhase.EnergyConsumer", CIM_GOES_REF, CIM_REF_OWNER },
  { "EnergyConsumerPhase.phase", CIM_GOES_PHASES, 0 },
  { "EnergyConsumerPhase.p", CIM_GOES_NUMBER, CIM_NUMBER_MAIN },
  { "EnergyConsumerPhase.pfixed", CIM_GOES_SPARE_NUMBER, CIM_NUMBER_MAIN },
  { "Equipment.UsagePoint", CIM_GOES_BACK_REF, CIM_REF_OWNER },
  { "Equipment.UsagePoints", CIM_GOES_BACK_REF, CIM_REF_OWNER },
  { "UsagePoint.Equipments", CIM_GOES_REF, CIM_REF_OWNER },
  { "EndDevice.UsagePoint", CIM_GOES_REF, CIM_REF_OWNER },
  { "UsagePoint.EndDevices", CIM_GOES_BACK_REF, CIM_REF_OWNER },
  { "EndDevice.isSmartInverter", CIM_GOES_FLAG, CIM_FLAG_INVERTER },

  { "EnergySource.nominalVoltage", CIM_GOES_NUMBER, CIM_NUMBER_MORE },
  { "RotatingMachine.ratedU", CIM_GOES_NUMBER, CIM_NUMBER_MORE },
  { "SynchronousMachine.ratedU", CIM_GOES_NUMBER, CIM_NUMBER_MORE },

  { "Model.profile", CIM_GOES_PROFILE, 0 },
};

const CimProperty cim_property_type = { "type", CIM_GOES_KIND, 0 };

const CimClass *
cim_class_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i].name, name) == 0)
      return &classes[i];
  return NULL;
}

const CimProperty *
cim_property_find (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++)
    if (strcmp (properties[i].name, name) == 0)
      return &properties[i];
  return NULL;
}

guint8
cim_phases_from_literal (const char *literal)
{
  const char *dot = strrchr (literal, '.');
  guint8      phases = 0;

  for (const char *at = dot != NULL ? dot + 1 : literal; *at != '\0'; at++)
    {
      phases |= *at == 'A' ? CIM_PHASE_A : 0;
      phases |= *at == 'B' ? CIM_PHASE_B : 0;
      phases |= *at == 'C' ? CIM_PHASE_C : 0;
      phases |= *at == 's' ? CIM_PHASE_SPLIT : 0;
    }
  return phases;
}

/* In front of a UUID the underscore is there only because an XML name may not begin with a digit (IEC 61970-552). */
const char *
cim_bare_id (const char *text)
{
  const char *hash = strrchr (text, '#');

  if (hash != NULL)
    text = hash + 1;
  if (g_ascii_strncasecmp (text, "urn:uuid:", 9) == 0)
    text += 9;
  return text[0] == '_' && text[1] != '\0' ? text + 1 : text;
}
