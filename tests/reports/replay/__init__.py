"""Tests of reports.replay."""
