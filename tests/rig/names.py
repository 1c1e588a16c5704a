"""Names that both sides of the rig know."""

ADMIN = "admin"
DIRECTOR = "director@romashka.example"
PASSWORD = "rig-password-1"
SITE_LOGIN = "ut11"
