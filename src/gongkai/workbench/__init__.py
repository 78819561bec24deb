"""The staff shell: home, work list, dashboards."""
