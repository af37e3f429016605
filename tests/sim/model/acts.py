"""One intervention of each kind, by people of the quiet schools (`tests.sim.schools`)."""

from sim.model import interventions as do

ONE_OF_EACH: list[do.Intervention] = [
    do.Press("staff@r01"), do.Call911("staff@r01"), do.Announce("staff@r00"), do.Radio("staff@r01"),
    do.Tell("staff@r00", "staff@r01"), do.Send("staff@r00", "staff@r01"), do.Lock("staff@r01"),
    do.TellRoom("staff@r01"), do.MeetResponders("staff@r01", "r00"), do.ClearWay("staff@r01"),
    do.StartCpr("staff@r01"), do.FetchAed("staff@r01"), do.SendAed("staff@r00", "staff@r01"),
    do.CallForAed("staff@r01"), do.AssignTasks("staff@r01"), do.StopHorns("staff@r01"),
    do.ShutOff("staff@r01", "gas"), do.Look("staff@r01", "r03"), do.Move("staff@r01", "r03"),
    do.OpenDoor("staff@r01"), do.RollCall("staff@r01"), do.SecureDoors("staff@r01"),
    do.Announce("staff@r00", instruction="evacuate", exit="r03", words="coded"),
    do.Tell("staff@r00", "staff@r01", instruction="hold", place="r01"), do.TakeShelter("staff@r01"),
    do.CallTeam("staff@r01"), do.Engage("staff@r01"), do.StepAside("staff@r01", "r03"),
    do.SearchArea("staff@r00", "staff@r01", place="r03"), do.WatchExit("staff@r01", at="r03"),
    do.CloseIn("staff@r01"), do.StopVentilation("staff@r01"), do.AirOut("staff@r01"), do.ReportToTeam("staff@r01"),
    do.ConveneTeam("staff@r01"), do.WorkFirst("staff@r01"), do.CallPolice("staff@r01"), do.InterimPlan("staff@r01"),
    do.PutOff("staff@r01", 86_400.0), do.TextFamilies("staff@r00"), do.AddPosts("staff@r00", "table", 2),
    do.SetChannel("pa", False), do.DelayUnit("police-1", 30.0), do.Inform("staff@r01"), do.AllClear(),
    do.PressBadge("staff@r01"), do.CallOut("staff@r00"),
]  # fmt: skip
