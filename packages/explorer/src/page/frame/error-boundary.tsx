import { Component, type ComponentChildren } from 'preact';

interface Props {
  /** What is seen: what could not be shown is tried again when something else is. */
  of: string;
  children: ComponentChildren;
}

/** Says what a view could not do, and leaves the rest of the page as it is. */
export class Failures extends Component<Props, { error?: Error }> {
  override state: { error?: Error } = {};

  override componentDidCatch(error: Error) {
    this.setState({ error });
  }

  override componentDidUpdate({ of }: Props) {
    if (of !== this.props.of && this.state.error) this.setState({ error: undefined });
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <div class="error" role="alert">
        <p>This cannot be shown: {error.message}</p>
        <p>
          <a href="#/find">Find something else</a>
        </p>
      </div>
    );
  }
}
