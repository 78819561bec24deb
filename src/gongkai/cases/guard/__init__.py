"""What an uploaded file may carry (附件安全): weighed, looked through and cleaned before it is kept."""
