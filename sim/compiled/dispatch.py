"""Which function runs for which handler, and the loop that takes one event after the other."""

from sim.compiled import handlers
from sim.compiled.arrays import World
from sim.compiled.handler_names import Handler
from sim.compiled.hazards import assailant, base, cardiac_arrest, false_alarm, fire, notice
from sim.compiled.jit import compiled
from sim.compiled.scheduler import Flow, Frame, leave_frame, take_first


@compiled
def resume(w: World, frame: Frame) -> Flow:
    """Runs the handler of this frame from its step on."""
    handler = frame.handler
    if handler == Handler.RECOGNIZE:
        return handlers.recognize(w, frame)
    if handler == Handler.RESPOND_AS_STAFF:
        return handlers.respond_as_staff(w, frame)
    if handler == Handler.RESOLVE_DOUBT:
        return handlers.resolve_doubt(w, frame)
    if handler == Handler.REPORT_AS_WITNESS:
        return handlers.report_as_witness(w, frame)
    if handler == Handler.SPREAD_WORD:
        return handlers.spread_word(w, frame)
    if handler == Handler.HEAR_MESSAGE:
        return handlers.hear_message(w, frame)
    if handler == Handler.REPORT_BY_FIRST_MEANS:
        return handlers.report_by_first_means(w, frame)
    if handler == Handler.USE_ADDED_APP:
        return handlers.use_added_app(w, frame)
    if handler == Handler.USE_MEANS:
        return handlers.use_means(w, frame)
    if handler == Handler.NOTIFY_OTHERS:
        return handlers.notify_others(w, frame)
    if handler == Handler.REPORT_AS_TOLD:
        return handlers.report_as_told(w, frame)
    if handler == Handler.PRESS_APP:
        return handlers.press_app(w, frame)
    if handler == Handler.DIAL_911:
        return handlers.dial_911(w, frame)
    if handler == Handler.NOTIFY_OFFICE:
        return handlers.notify_office(w, frame)
    if handler == Handler.PLACE_APP_CALL:
        return handlers.place_app_call(w, frame)
    if handler == Handler.RECEIVE_PHONE_ALERT:
        return handlers.receive_phone_alert(w, frame)
    if handler == Handler.RECEIVE_EMAIL:
        return handlers.receive_email(w, frame)
    if handler == Handler.RUN_OFFICE:
        return handlers.run_office(w, frame)
    if handler == Handler.ANNOUNCE:
        return handlers.announce(w, frame)
    if handler == Handler.BROADCAST_BY_RADIO:
        return handlers.broadcast_by_radio(w, frame)
    if handler == Handler.TALK_BY_RADIO:
        return handlers.talk_by_radio(w, frame)
    if handler == Handler.TRANSMIT:
        return handlers.transmit(w, frame)
    if handler == Handler.REPLACE_ANNOUNCEMENT:
        return handlers.replace_announcement(w, frame)
    if handler == Handler.CALL_BY_OFFICE_RADIO:
        return handlers.call_by_office_radio(w, frame)
    if handler == Handler.PHONE_ROOMS:
        return handlers.phone_rooms(w, frame)
    if handler == Handler.RUN_MESSENGER:
        return handlers.run_messenger(w, frame)
    if handler == Handler.FIND_AUTHORITY:
        return handlers.find_authority(w, frame)
    if handler == Handler.RUN_OUT:
        return handlers.run_out(w, frame)
    if handler == Handler.GENERATE_BACKGROUND_CALLS:
        return handlers.generate_background_calls(w, frame)
    if handler == Handler.HANDLE_BACKGROUND_CALL:
        return handlers.handle_background_call(w, frame)
    if handler == Handler.GENERATE_NEIGHBOR_CALLS:
        return handlers.generate_neighbor_calls(w, frame)
    if handler == Handler.CALL_911:
        return handlers.call_911(w, frame)
    if handler == Handler.HANDLE_CALL:
        return handlers.handle_call(w, frame)
    if handler == Handler.ABANDON_AFTER_PATIENCE:
        return handlers.abandon_after_patience(w, frame)
    if handler == Handler.DISPATCH_UNITS:
        return handlers.dispatch_units(w, frame)
    if handler == Handler.RECEIVE_POLICE_RADIO:
        return handlers.receive_police_radio(w, frame)
    if handler == Handler.WALK:
        return handlers.walk(w, frame)
    if handler == Handler.RUN_TO_HAZARD:
        return handlers.run_to_hazard(w, frame)
    if handler == Handler.RESPOND_AS_UNIT:
        return handlers.respond_as_unit(w, frame)
    if handler == Handler.RUN_LOCKDOWN:
        return handlers.run_lockdown(w, frame)
    if handler == Handler.SHELTER_UNACCOMPANIED:
        return handlers.shelter_unaccompanied(w, frame)
    if handler == Handler.GET_INSIDE:
        return handlers.get_inside(w, frame)
    if handler == Handler.LOCK_ROOM:
        return handlers.lock_room(w, frame)
    if handler == Handler.EVACUATE:
        return handlers.evacuate(w, frame)
    if handler == Handler.EVACUATE_UNACCOMPANIED:
        return handlers.evacuate_unaccompanied(w, frame)
    if handler == Handler.LEAVE_BUILDING:
        return handlers.leave_building(w, frame)
    if handler == Handler.MOVE_COLUMN:
        return handlers.move_column(w, frame)
    if handler == Handler.LOCATE:
        return base.locate(w, frame)
    if handler == Handler.LOCATE_AND_END:
        return base.locate_and_end(w, frame)
    if handler == Handler.RUN_THREAT:
        return assailant.run_threat(w, frame)
    if handler == Handler.END_BY_OWN_CLOCK:
        return assailant.end_by_own_clock(w, frame)
    if handler == Handler.ENGAGE_WITH_UNIT:
        return assailant.engage_with_unit(w, frame)
    if handler == Handler.ENGAGE_ON_CAMPUS:
        return assailant.engage_on_campus(w, frame)
    if handler == Handler.MAKE_CONTACT:
        return assailant.make_contact(w, frame)
    if handler == Handler.OVERWHELM:
        return assailant.overwhelm(w, frame)
    if handler == Handler.FINISH_SEARCH:
        return assailant.finish_search(w, frame)
    if handler == Handler.COLLAPSE:
        return cardiac_arrest.collapse(w, frame)
    if handler == Handler.DISCOVER_PATIENT:
        return cardiac_arrest.discover_patient(w, frame)
    if handler == Handler.FETCH_ADULT:
        return cardiac_arrest.fetch_adult(w, frame)
    if handler == Handler.GIVE_AID:
        return cardiac_arrest.give_aid(w, frame)
    if handler == Handler.RESPOND_WITH_TEAM:
        return cardiac_arrest.respond_with_team(w, frame)
    if handler == Handler.GET_HELP:
        return cardiac_arrest.get_help(w, frame)
    if handler == Handler.NOTIFY_ADULT:
        return cardiac_arrest.notify_adult(w, frame)
    if handler == Handler.ASSIST_PATIENT:
        return cardiac_arrest.assist_patient(w, frame)
    if handler == Handler.GIVE_CPR:
        return cardiac_arrest.give_cpr(w, frame)
    if handler == Handler.RUN_AMBULANCE_CREW:
        return cardiac_arrest.run_ambulance_crew(w, frame)
    if handler == Handler.WALK_TO:
        return cardiac_arrest.walk_to(w, frame)
    if handler == Handler.FETCH_AED:
        return cardiac_arrest.fetch_aed(w, frame)
    if handler == Handler.DELIVER_SHOCK:
        return cardiac_arrest.deliver_shock(w, frame)
    if handler == Handler.RUN_FIRE:
        return fire.run_fire(w, frame)
    if handler == Handler.BECOME_UNTENABLE:
        return fire.become_untenable(w, frame)
    if handler == Handler.TRIGGER_DETECTOR:
        return fire.trigger_detector(w, frame)
    if handler == Handler.PULL_STATION:
        return fire.pull_station(w, frame)
    if handler == Handler.SOUND_ALARM:
        return fire.sound_alarm(w, frame)
    if handler == Handler.RUN_MONITORING_CALL:
        return fire.run_monitoring_call(w, frame)
    if handler == Handler.RESPOND_AS_ADULT:
        return fire.respond_as_adult(w, frame)
    if handler == Handler.RESPOND_AS_GROUP:
        return fire.respond_as_group(w, frame)
    if handler == Handler.RUN_FALSE_ALARM:
        return false_alarm.run_false_alarm(w, frame)
    if handler == Handler.EXPIRE_UNREPORTED:
        return false_alarm.expire_unreported(w, frame)
    if handler == Handler.VERIFY_ON_CAMPUS:
        return false_alarm.verify_on_campus(w, frame)
    if handler == Handler.RUN_REFERENCE_HAZARD:
        return notice.run_reference_hazard(w, frame)
    if handler == Handler.UNIT_ARRIVES:
        return notice.unit_arrives(w, frame)
    return Flow.ENDS


@compiled
def run_activity(w: World, activity: int) -> None:
    """Runs an activity until it waits or ends."""
    s = w.state[0]
    s.current = activity
    while s.error == 0:
        flow = resume(w, w.frames[w.activities[activity].top])
        if flow == Flow.WAITS or (flow == Flow.ENDS and not leave_frame(w)):
            return


@compiled
def run_until(w: World, time: float) -> None:
    """Runs all events before this time, or until the all clear or an error. The clock is then at this time or at the all clear."""
    s = w.state[0]
    while s.heap_size > 0 and w.heap[0].time < time:
        run_activity(w, take_first(w))
        if s.over or s.error != 0:
            return
    s.now = time
