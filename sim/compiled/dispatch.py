"""Which function runs for which handler, and the loop that takes one event after the other."""

from sim.compiled.arrays import World
from sim.compiled.handler_names import Handler
from sim.compiled.hazards import assailant, base, cardiac_arrest, false_alarm, fire, notice
from sim.compiled.jit import compiled
from sim.compiled.model import (
    alerting,
    authority,
    awareness,
    errands,
    evacuation,
    instructions,
    lockdown,
    movement,
    psap,
    rooms,
    staff,
    units,
    word_of_mouth,
)
from sim.compiled.model.interventions import actions, aid, persons
from sim.compiled.scheduler import Flow, has_event_before, leave_frame, leave_if_over, take_first


@compiled
def run_events(w: World, time: float) -> None:
    """Runs all events before this time, or until the all clear or an error. The clock is then at this time or at the all clear.
    While the play is watched, it stops at the first whole second after news (`scheduler.report_news`).
    """
    s = w.state[0]
    flow = Flow.WAITS
    s.until = time
    while not s.over and s.error == 0 and has_event_before(w, s.until):
        s.current = take_first(w)
        goes_on = leave_if_over(w)
        while goes_on and s.error == 0:
            frame = w.frames[w.activities[s.current].top]
            handler = frame.handler
            if handler == Handler.RECOGNIZE:
                flow = awareness.recognize(w, frame)
            elif handler == Handler.RESPOND_AS_STAFF:
                flow = staff.respond_as_staff(w, frame)
            elif handler == Handler.RESOLVE_DOUBT:
                flow = staff.resolve_doubt(w, frame)
            elif handler == Handler.REPORT_AS_WITNESS:
                flow = staff.report_as_witness(w, frame)
            elif handler == Handler.SPREAD_WORD:
                flow = word_of_mouth.spread_word(w, frame)
            elif handler == Handler.HEAR_MESSAGE:
                flow = word_of_mouth.hear_message(w, frame)
            elif handler == Handler.REPORT_BY_FIRST_MEANS:
                flow = alerting.report_by_first_means(w, frame)
            elif handler == Handler.USE_ADDED_APP:
                flow = alerting.use_added_app(w, frame)
            elif handler == Handler.USE_MEANS:
                flow = alerting.use_means(w, frame)
            elif handler == Handler.NOTIFY_OTHERS:
                flow = alerting.notify_others(w, frame)
            elif handler == Handler.REPORT_AS_TOLD:
                flow = alerting.report_as_told(w, frame)
            elif handler == Handler.PRESS_APP:
                flow = alerting.press_app(w, frame)
            elif handler == Handler.DIAL_911:
                flow = alerting.dial_911(w, frame)
            elif handler == Handler.NOTIFY_OFFICE:
                flow = alerting.notify_office(w, frame)
            elif handler == Handler.PLACE_APP_CALL:
                flow = alerting.place_app_call(w, frame)
            elif handler == Handler.RECEIVE_PHONE_ALERT:
                flow = alerting.receive_phone_alert(w, frame)
            elif handler == Handler.RECEIVE_EMAIL:
                flow = alerting.receive_email(w, frame)
            elif handler == Handler.RUN_OFFICE:
                flow = alerting.run_office(w, frame)
            elif handler == Handler.ANNOUNCE:
                flow = alerting.announce(w, frame)
            elif handler == Handler.BROADCAST_BY_RADIO:
                flow = alerting.broadcast_by_radio(w, frame)
            elif handler == Handler.TALK_BY_RADIO:
                flow = alerting.talk_by_radio(w, frame)
            elif handler == Handler.TRANSMIT:
                flow = alerting.transmit(w, frame)
            elif handler == Handler.REPLACE_ANNOUNCEMENT:
                flow = alerting.replace_announcement(w, frame)
            elif handler == Handler.CALL_BY_OFFICE_RADIO:
                flow = alerting.call_by_office_radio(w, frame)
            elif handler == Handler.PHONE_ROOMS:
                flow = alerting.phone_rooms(w, frame)
            elif handler == Handler.RUN_MESSENGER:
                flow = alerting.run_messenger(w, frame)
            elif handler == Handler.FIND_AUTHORITY:
                flow = authority.find_authority(w, frame)
            elif handler == Handler.RUN_OUT:
                flow = authority.run_out(w, frame)
            elif handler == Handler.GENERATE_BACKGROUND_CALLS:
                flow = psap.generate_background_calls(w, frame)
            elif handler == Handler.HANDLE_BACKGROUND_CALL:
                flow = psap.handle_background_call(w, frame)
            elif handler == Handler.GENERATE_NEIGHBOR_CALLS:
                flow = psap.generate_neighbor_calls(w, frame)
            elif handler == Handler.CALL_911:
                flow = psap.call_911(w, frame)
            elif handler == Handler.HANDLE_CALL:
                flow = psap.handle_call(w, frame)
            elif handler == Handler.ABANDON_AFTER_PATIENCE:
                flow = psap.abandon_after_patience(w, frame)
            elif handler == Handler.RELAY_ROOM:
                flow = psap.relay_room(w, frame)
            elif handler == Handler.DISPATCH_UNITS:
                flow = psap.dispatch_units(w, frame)
            elif handler == Handler.RECEIVE_POLICE_RADIO:
                flow = psap.receive_police_radio(w, frame)
            elif handler == Handler.WALK:
                flow = movement.walk(w, frame)
            elif handler == Handler.RUN_TO_HAZARD:
                flow = movement.run_to_hazard(w, frame)
            elif handler == Handler.GO_TO:
                flow = movement.go_to(w, frame)
            elif handler == Handler.RESPOND_AS_UNIT:
                flow = units.respond_as_unit(w, frame)
            elif handler == Handler.RUN_LOCKDOWN:
                flow = lockdown.run_lockdown(w, frame)
            elif handler == Handler.SHELTER_UNACCOMPANIED:
                flow = lockdown.shelter_unaccompanied(w, frame)
            elif handler == Handler.GET_INSIDE:
                flow = lockdown.get_inside(w, frame)
            elif handler == Handler.LOCK_ROOM:
                flow = lockdown.lock_room(w, frame)
            elif handler == Handler.EVACUATE:
                flow = evacuation.evacuate(w, frame)
            elif handler == Handler.EVACUATE_UNACCOMPANIED:
                flow = evacuation.evacuate_unaccompanied(w, frame)
            elif handler == Handler.LEAVE_BUILDING:
                flow = evacuation.leave_building(w, frame)
            elif handler == Handler.MOVE_COLUMN:
                flow = evacuation.move_column(w, frame)
            elif handler == Handler.FOLLOW_ORDER:
                flow = instructions.follow_order(w, frame)
            elif handler == Handler.STAY_INSIDE:
                flow = instructions.stay_inside(w, frame)
            elif handler == Handler.SECURE:
                flow = instructions.secure(w, frame)
            elif handler == Handler.SECURE_BUILDING:
                flow = instructions.secure_building(w, frame)
            elif handler == Handler.LEAVE_AS_TOLD:
                flow = instructions.leave_as_told(w, frame)
            elif handler == Handler.LEAVE_BY_EXIT:
                flow = instructions.leave_by_exit(w, frame)
            elif handler == Handler.TAKE_STEP:
                flow = instructions.take_step(w, frame)
            elif handler == Handler.FINISH_LEAVING:
                flow = instructions.finish_leaving(w, frame)
            elif handler == Handler.LOOK:
                flow = errands.look(w, frame)
            elif handler == Handler.REPORT_BACK:
                flow = errands.report_back(w, frame)
            elif handler == Handler.LEAD_GROUP:
                flow = errands.lead_group(w, frame)
            elif handler == Handler.ADMIT_STUDENTS:
                flow = rooms.admit_students(w, frame)
            elif handler == Handler.CALL_ROLL:
                flow = rooms.call_roll(w, frame)
            elif handler == Handler.RUN_UNTIL_DONE:
                flow = actions.run_until_done(w, frame)
            elif handler == Handler.TELL_PERSON:
                flow = persons.tell_person(w, frame)
            elif handler == Handler.SEND_PERSON:
                flow = persons.send_person(w, frame)
            elif handler == Handler.PASS_MESSAGE:
                flow = persons.pass_message(w, frame)
            elif handler == Handler.CALL_BY_RADIO:
                flow = persons.call_by_radio(w, frame)
            elif handler == Handler.REACH_PERSON:
                flow = persons.reach_person(w, frame)
            elif handler == Handler.SEND_FOR_AED:
                flow = aid.send_for_aed(w, frame)
            elif handler == Handler.ASSIGN_TASKS:
                flow = cardiac_arrest.assign_tasks(w, frame)
            elif handler == Handler.CALL_FOR_AED:
                flow = aid.call_for_aed(w, frame)
            elif handler == Handler.MEET_RESPONDERS:
                flow = errands.meet_responders(w, frame)
            elif handler == Handler.CLEAR_WAY:
                flow = errands.clear_way(w, frame)
            elif handler == Handler.LOCATE:
                flow = base.locate(w, frame)
            elif handler == Handler.LOCATE_AND_END:
                flow = base.locate_and_end(w, frame)
            elif handler == Handler.RUN_THREAT:
                flow = assailant.run_threat(w, frame)
            elif handler == Handler.END_BY_OWN_CLOCK:
                flow = assailant.end_by_own_clock(w, frame)
            elif handler == Handler.ENGAGE_WITH_UNIT:
                flow = assailant.engage_with_unit(w, frame)
            elif handler == Handler.ENGAGE_ON_CAMPUS:
                flow = assailant.engage_on_campus(w, frame)
            elif handler == Handler.MAKE_CONTACT:
                flow = assailant.make_contact(w, frame)
            elif handler == Handler.OVERWHELM:
                flow = assailant.overwhelm(w, frame)
            elif handler == Handler.FINISH_SEARCH:
                flow = assailant.finish_search(w, frame)
            elif handler == Handler.COLLAPSE:
                flow = cardiac_arrest.collapse(w, frame)
            elif handler == Handler.DISCOVER_PATIENT:
                flow = cardiac_arrest.discover_patient(w, frame)
            elif handler == Handler.FETCH_ADULT:
                flow = cardiac_arrest.fetch_adult(w, frame)
            elif handler == Handler.GIVE_AID:
                flow = cardiac_arrest.give_aid(w, frame)
            elif handler == Handler.RESPOND_WITH_TEAM:
                flow = cardiac_arrest.respond_with_team(w, frame)
            elif handler == Handler.GET_HELP:
                flow = cardiac_arrest.get_help(w, frame)
            elif handler == Handler.NOTIFY_ADULT:
                flow = cardiac_arrest.notify_adult(w, frame)
            elif handler == Handler.ASSIST_PATIENT:
                flow = cardiac_arrest.assist_patient(w, frame)
            elif handler == Handler.GIVE_CPR:
                flow = cardiac_arrest.give_cpr(w, frame)
            elif handler == Handler.RUN_AMBULANCE_CREW:
                flow = cardiac_arrest.run_ambulance_crew(w, frame)
            elif handler == Handler.WALK_TO:
                flow = cardiac_arrest.walk_to(w, frame)
            elif handler == Handler.FETCH_AED:
                flow = cardiac_arrest.fetch_aed(w, frame)
            elif handler == Handler.DELIVER_SHOCK:
                flow = cardiac_arrest.deliver_shock(w, frame)
            elif handler == Handler.START_COMPRESSIONS:
                flow = cardiac_arrest.start_compressions(w, frame)
            elif handler == Handler.BRING_AED:
                flow = cardiac_arrest.bring_aed(w, frame)
            elif handler == Handler.RUN_FIRE:
                flow = fire.run_fire(w, frame)
            elif handler == Handler.BECOME_UNTENABLE:
                flow = fire.become_untenable(w, frame)
            elif handler == Handler.TRIGGER_DETECTOR:
                flow = fire.trigger_detector(w, frame)
            elif handler == Handler.PULL_STATION:
                flow = fire.pull_station(w, frame)
            elif handler == Handler.SOUND_ALARM:
                flow = fire.sound_alarm(w, frame)
            elif handler == Handler.RUN_MONITORING_CALL:
                flow = fire.run_monitoring_call(w, frame)
            elif handler == Handler.RESPOND_AS_ADULT:
                flow = fire.respond_as_adult(w, frame)
            elif handler == Handler.RESPOND_AS_GROUP:
                flow = fire.respond_as_group(w, frame)
            elif handler == Handler.STOP_HORNS:
                flow = fire.stop_horns(w, frame)
            elif handler == Handler.SHUT_OFF:
                flow = fire.shut_off(w, frame)
            elif handler == Handler.RUN_FALSE_ALARM:
                flow = false_alarm.run_false_alarm(w, frame)
            elif handler == Handler.EXPIRE_UNREPORTED:
                flow = false_alarm.expire_unreported(w, frame)
            elif handler == Handler.VERIFY_ON_CAMPUS:
                flow = false_alarm.verify_on_campus(w, frame)
            elif handler == Handler.RUN_REFERENCE_HAZARD:
                flow = notice.run_reference_hazard(w, frame)
            elif handler == Handler.UNIT_ARRIVES:
                flow = notice.unit_arrives(w, frame)
            goes_on = flow == Flow.CALLS or (flow == Flow.ENDS and leave_frame(w))
    if not s.over and s.error == 0:
        s.now = s.until
