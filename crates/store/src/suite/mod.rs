//! The conformance suite: what every engine must do, told through the trait alone.
//!
//! An engine joins with `conformance!(open)`, where `open` makes an empty store. What only one engine
//! has (its file, its statements, its views) is tested beside it.

pub(crate) mod admitting;
pub(crate) mod cancelling;
pub(crate) mod checkpointing;
pub(crate) mod claiming;
pub(crate) mod damage;
pub(crate) mod exporting;
pub(crate) mod finding;
pub(crate) mod histories;
pub(crate) mod keeping;
pub(crate) mod leasing;
pub(crate) mod mirror;
pub(crate) mod outcomes;
pub(crate) mod querying;
pub(crate) mod reporting;
pub(crate) mod schema;
pub(crate) mod statistics;
pub(crate) mod story;
pub(crate) mod submitting;
pub(crate) mod upgrade;
pub(crate) mod viewing;

/// Makes one test of each case, each on a store of its own.
macro_rules! conformance {
    ($open:path) => {
        crate::suite::conformance! { $open;
            submitting: a_submitted_sweep_waits_as_a_whole,
                the_same_request_is_one_submission,
                an_equal_spec_attaches_unless_a_fresh_sweep_is_asked_for,
                nothing_attaches_to_a_cancelled_sweep,
                an_equal_spec_gives_its_sweep_another_price,
                configurations_and_seeds_come_back_bit_for_bit,
                a_cost_that_is_no_number_is_refused;
            finding: a_store_is_the_same_one_until_it_is_made_another,
                a_sweep_is_found_by_last_name_or_prefix,
                a_trial_is_found_by_number_or_prefix,
                a_trial_tells_what_happened_to_it,
                sweeps_are_paged_from_the_newest,
                trials_are_paged_by_number_within_any_states;
            claiming: slots_count_while_their_workers_are_seen,
                a_worker_is_found_by_the_start_of_its_id_with_what_it_holds,
                an_attempt_tells_where_it_ran,
                the_longest_trials_go_first,
                the_queue_tells_groups_apart,
                no_attempt_is_handed_out_twice,
                who_was_there_when_a_trainer_died_is_alone_next_time,
                trials_that_never_crashed_go_beside_each_other_past_suspects,
                what_got_lost_on_the_way_comes_again_alone,
                an_unknown_worker_gets_nothing,
                two_claimers_never_get_one_attempt;
            reporting: the_last_result_ends_the_sweep,
                floats_of_any_use_come_back_bit_for_bit,
                one_report_tells_a_story_in_its_order,
                progress_and_the_best_error_are_seen_on_the_way,
                errors_of_different_metrics_have_no_best,
                a_loss_or_remainder_that_is_not_finite_is_none,
                a_report_with_an_error_that_is_no_number_changes_nothing,
                a_trial_that_crashes_three_times_is_given_up,
                a_trial_that_gets_further_between_crashes_goes_on,
                other_failures_are_counted_apart,
                an_invalid_trial_is_given_up_at_once,
                a_failure_told_twice_counts_once,
                a_released_trial_waits_again_at_once,
                facts_of_a_stranger_are_ignored,
                an_unknown_worker_is_told_so;
            outcomes: outcomes_keep_the_order_of_the_plan_and_every_bit,
                outcomes_tell_when_the_error_was_low_first,
                a_configuration_is_found_by_the_start_of_its_id;
            leasing: a_report_renews_what_is_held,
                a_lease_that_ran_out_queues_the_trial_again,
                a_worker_back_before_anyone_else_goes_on,
                a_stale_attempt_is_told_to_stop,
                a_stale_attempt_that_brings_the_first_result_wins,
                a_result_that_comes_second_changes_nothing,
                a_stale_failure_changes_nothing,
                a_stale_evaluation_fills_gaps_only,
                a_released_attempt_does_not_come_back,
                rearmed_leases_outlive_the_coordinators_absence,
                rearmed_leases_are_not_those_of_a_clock_that_was_ahead;
            cancelling: a_cancelled_sweep_stops_everything,
                cancelling_again_changes_nothing,
                a_completed_sweep_cannot_be_cancelled,
                a_result_after_the_end_is_not_accepted;
            checkpointing: the_next_attempt_goes_on_from_one_of_the_last_checkpoints,
                the_younger_attempt_s_checkpoint_is_the_later_one,
                a_stale_attempt_cannot_leave_a_checkpoint,
                superseded_checkpoints_are_forgotten,
                checkpoints_of_ended_trials_are_forgotten,
                a_checkpoint_told_late_is_not_gone_on_from;
            keeping: final_weights_outlive_their_trial,
                the_best_weights_are_kept_beside_the_final_ones,
                nobody_goes_on_from_weights,
                only_the_weights_of_the_accepted_result_stay,
                equal_weights_of_two_attempts_are_kept_once,
                weights_are_not_taken_after_the_end,
                weights_of_a_trial_without_a_result_are_forgotten;
            statistics: a_trial_shows_its_result_with_traces_and_a_list_without,
                a_trace_that_is_not_finite_says_nothing,
                a_result_comes_back_without_the_latencies_that_it_has_not,
                a_result_that_says_two_things_of_one_changes_nothing;
            exporting: evaluations_are_paged_by_trial_and_step,
                pages_go_on_behind_trials_that_have_nothing,
                traces_are_paged_by_trial_sequence_and_step,
                configurations_are_read_by_their_places;
            admitting: a_token_is_found_by_its_hash_alone,
                tokens_are_listed_from_the_newest,
                a_token_is_revoked_once_by_the_start_of_its_id,
                a_token_is_good_until_it_expires_or_is_revoked;
        }
    };
    ($open:path; $($topic:ident: $($case:ident),+ $(,)?;)+) => {
        $(mod $topic {
            $(#[tokio::test]
            async fn $case() {
                let opened = $open().await;
                crate::suite::$topic::$case(&opened.store).await;
            })+
        })+
    };
}

/// The cases of a store that answers SQL.
macro_rules! conformance_of_queries {
    ($open:path) => {
        crate::suite::conformance! { $open;
            querying: a_query_reads_the_views,
                rows_beyond_the_limit_are_left_out,
                a_query_cannot_change_anything,
                an_endless_query_is_stopped,
                a_text_of_ten_mebibytes_is_refused;
            viewing: names_order_and_types_are_those_that_are_documented,
                every_example_has_an_answer;
        }
    };
}

pub(crate) use {conformance, conformance_of_queries};
