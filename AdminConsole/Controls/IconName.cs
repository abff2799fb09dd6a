namespace AdminConsole.Controls;

public enum IconName
{
    Check,
    CheckCircle,
    ChevronRight,
    Clock,
    Copy,
    Home,
    Info,
    Mail,
    Phone,
    Search,
    SignOut,
    User,
    Warning,
}
