namespace AdminConsole.Controls;

public enum NoticeKind
{
    Information,
    Good,
    Warning,
    Bad,
}
