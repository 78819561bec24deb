"""政务舆情: watched, judged, reported, assigned, handled, answered, evaluated, filed."""
