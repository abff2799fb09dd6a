namespace AdminConsole.Controls;

public enum IconName
{
    Check,
    CheckCircle,
    ChevronRight,
    Clock,
    Copy,
    Home,
    Inbox,
    Info,
    Mail,
    Menu,
    Phone,
    Printer,
    Search,
    Shield,
    SignOut,
    Upload,
    User,
    UserPlus,
    Warning,
}
